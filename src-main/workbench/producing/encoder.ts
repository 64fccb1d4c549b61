/** Encodes what is sent with schemas of a registry: messages whose key or value is a JSON text until then. */
import { type PartSchemas, type SaidValue, saidBy, type SchemaChoice } from '../../contract/index.ts';
import { namedBySchema, type Registry, type EncodeText } from '../registry/index.ts';
import { Failure, noRegistry } from '../router/index.ts';
import { Cells } from './cells.ts';
import type { Encoded } from './lines.ts';
import type { Outgoing } from './outgoing.ts';

const PARTS = ['key', 'value'] as const;
type Part = (typeof PARTS)[number];

export class MessageEncoder {
  readonly #registry: Registry;
  readonly #topic: string;
  readonly #choices: readonly (readonly [Part, SchemaChoice])[];
  readonly #encoders = new Map<Part, EncodeText>();
  /** How cells of a CSV become JSON, part by part. */
  readonly encoded: Encoded;

  private constructor(
    registry: Registry,
    topic: string,
    choices: MessageEncoder['choices'],
    encoded: Encoded,
  ) {
    this.#registry = registry;
    this.#topic = topic;
    this.#choices = choices;
    this.encoded = encoded;
  }

  /** Null: nothing is encoded. Rejects with a Failure where there is no such registry or schema, with RegistryError where it cannot be asked. */
  static async open(
    registry: Registry | undefined,
    topic: string,
    schemas: PartSchemas | undefined,
  ): Promise<MessageEncoder | null> {
    const choices = PARTS.flatMap((part) => {
      const choice = schemas?.[part];
      return choice ? [[part, choice] as const] : [];
    });
    if (choices.length === 0) return null;
    if (registry === undefined) throw noRegistry();
    const encoded: Encoded = {};
    for (const [part, choice] of choices) {
      const { text } = await registry.encoding.editorSchema(topic, part, choice);
      encoded[part] = new Cells(JSON.parse(text) as Record<string, unknown>);
    }
    const encoder = new MessageEncoder(registry, topic, choices, encoded);
    await encoder.refresh();
    return encoder;
  }

  get choices(): readonly (readonly [Part, SchemaChoice])[] {
    return this.#choices;
  }

  /** Before each stretch of messages: the latest version may be another by now. Cheap. Rejects as `open` does. */
  async refresh(): Promise<void> {
    for (const [part, choice] of this.#choices)
      this.#encoders.set(part, await this.#registry.encoding.encoderOf(this.#topic, part, choice));
  }

  /** The message as it is sent, or why it cannot be: its text does not fit. Null stays null. */
  encode(message: Outgoing): Outgoing | { readonly problem: SaidValue } {
    let encoded = message;
    for (const [part, encode] of this.#encoders) {
      const text = message[part];
      if (text === null) continue;
      try {
        const { bytes, header } = encode(text.toString());
        const headers = namedBySchema(encoded.headers, part, header);
        encoded = { ...encoded, [part]: bytes, headers };
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return { problem: error.error.said ?? saidBy(error) };
      }
    }
    return encoded;
  }
}
