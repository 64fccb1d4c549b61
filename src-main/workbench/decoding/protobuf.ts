/** Protobuf messages ↔ ProtoJSON, by `.proto` files or a descriptor set. Loaded on first use. */
import protobuf from 'protobufjs';
import descriptor from 'protobufjs/ext/descriptor.js';
import protojson from 'protobufjs/ext/protojson.js';
import { SaidError, say } from '../../contract/index.ts';
import type { SchemaFormat, SchemaText } from './schema-format.ts';

/** Reads `.proto` text and the files it imports. Throws an Error for one that cannot be read or that lacks an import. */
export function protobufFormat({ text, references, messageType }: SchemaText): SchemaFormat {
  const root = new protobuf.Root();
  const known = new Set(references.map(({ name }) => name));
  for (const [name, source] of [...references.map((one) => [one.name, one.text]), ['the schema', text]]) {
    const { imports = [], weakImports = [] } = protobuf.parse(source, root, { keepCase: true });
    for (const path of [...imports, ...weakImports]) {
      if (known.has(path)) continue;
      known.add(path);
      const common = protobuf.common.get(path);
      if (common?.nested === undefined) throw new SaidError(say('protobuf.noImport', { name, path }));
      root.addJSON(common.nested);
    }
  }
  root.resolveAll();
  if (messageType !== undefined) {
    root.lookupType(messageType);
    return format(root, [{ name: messageType, path: [0] }], () => messageType);
  }
  // The order of declaration is that of this file alone: the root mixes the files of one package.
  const alone = new protobuf.Root();
  const { package: packageName } = protobuf.parse(text, alone, { keepCase: true });
  const file = packageName ? (alone.lookup(packageName) as protobuf.Namespace) : alone;
  return format(root, typesBelow(file), (path) => nameAt(file, path));
}

/** Reads a FileDescriptorSet, as `protoc --descriptor_set_out --include_imports` writes it. */
export function descriptorSetFormat(bytes: Buffer, typeName: string): SchemaFormat {
  const set = descriptor.FileDescriptorSet.decode(bytes);
  const root = protobuf.Root.fromDescriptor(set as any, { keepCase: true });
  root.resolveAll();
  return format(root, [{ name: typeName, path: [0] }], () => typeName);
}

/** Full names of the messages that files declare, outermost first, in the order of declaration. */
export function messageTypes(texts: readonly string[]): string[] {
  const root = new protobuf.Root();
  for (const text of texts) protobuf.parse(text, root, { keepCase: true });
  const names: string[] = [];
  const visit = (namespace: protobuf.NamespaceBase): void => {
    for (const nested of namespace.nestedArray) {
      if (nested instanceof protobuf.Type) names.push(nested.fullName.slice(1));
      if (nested instanceof protobuf.Namespace) visit(nested);
    }
  };
  visit(root);
  return names;
}

function format(
  root: protobuf.Root,
  types: SchemaFormat['types'],
  nameOf: (path: readonly number[]) => string,
): SchemaFormat {
  if (types.length === 0) throw new SaidError(say('protobuf.noMessages'));
  const typeAt = (path: readonly number[] = [0]) => root.lookupType(nameOf(path));
  return {
    kind: 'protobuf',
    decode(bytes, at, path) {
      const type = typeAt(path);
      // A message of other bytes often parses by chance; required fields and bad lengths throw here.
      return protojson.toJsonString(type, type.decode(bytes.subarray(at)));
    },
    encode(jsonText, path) {
      const type = typeAt(path);
      return Buffer.from(type.encode(readJson(type, jsonText)).finish());
    },
    types,
    editorSchema: async (path) =>
      (await import('./protobuf-json-schema.ts')).protobufJsonSchema(typeAt(path)),
  };
}

/** Names of fields come with the point of the root. */
function readJson(type: protobuf.Type, jsonText: string): protobuf.Message {
  try {
    return protojson.fromJsonString(type, jsonText);
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    throw new Error((error as Error).message.replace(/^\./, ''), { cause: error });
  }
}

/** Messages of a file with those nested in them, outermost first, each with its indexes. */
function typesBelow(namespace: protobuf.NamespaceBase): { name: string; path: number[] }[] {
  const found: { name: string; path: number[] }[] = [];
  let level = [{ namespace, path: [] as number[] }];
  while (level.length > 0) {
    const next: typeof level = [];
    for (const one of level)
      typesIn(one.namespace).forEach((type, index) => {
        const path = [...one.path, index];
        found.push({ name: type.fullName.slice(1), path });
        next.push({ namespace: type, path });
      });
    level = next;
  }
  return found;
}

function typesIn(namespace: protobuf.NamespaceBase): protobuf.Type[] {
  return namespace.nestedArray.filter((nested) => nested instanceof protobuf.Type);
}

function nameAt(file: protobuf.NamespaceBase, path: readonly number[]): string {
  let at = file;
  for (const index of path) {
    const type = typesIn(at)[index];
    if (type === undefined) throw new SaidError(say('protobuf.noMessageAt', { path: path.join(', ') }));
    at = type;
  }
  return at.fullName.slice(1);
}
