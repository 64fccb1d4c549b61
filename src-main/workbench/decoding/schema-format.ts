/** What a schema of any kind can do for a payload. */
export type SchemaKind = 'avro' | 'protobuf' | 'json-schema';

export interface SchemaFormat {
  readonly kind: SchemaKind;
  /**
   * JSON text of what the bytes from `at` on say. `path` picks the message of a Protobuf file (its indexes in the order
   * of declaration, outermost first). Throws an Error that says why they are not of this schema.
   */
  decode(bytes: Buffer, at: number, path?: readonly number[]): string;
  /** The other way round. Throws an Error that names the field at fault. */
  encode(jsonText: string, path?: readonly number[]): Buffer;
  /** What it declares, outermost first: each message of a Protobuf file with its path; of Avro its named type. */
  readonly types: readonly { readonly name: string; readonly path: readonly number[] }[];
  /** JSON Schema of what `encode` takes, for an editor; null: it is the schema's own text. */
  editorSchema(path?: readonly number[]): Promise<object | null>;
}

/** A schema as a registry or a file gives it, with those it refers to. */
export interface SchemaText {
  readonly kind: SchemaKind;
  readonly text: string;
  /** Protobuf: the only message that counts, by its full name. */
  readonly messageType?: string;
  /** In an order in which each stands behind what it needs itself. */
  readonly references: readonly { readonly name: string; readonly text: string }[];
}
