export {
  certificateOf,
  type RegisteredText,
  type RegistryAccess,
  RegistryClient,
  type RegistryConfig,
  type SchemaReference,
  type SubjectVersion,
} from './registry-client.ts';
export { ReadOnlyRegistryError, RegistryError } from './registry-error.ts';
export {
  type EncodedPayload,
  type EncodeText,
  namedBySchema,
  SchemaEncoding,
  subjectOf,
} from './encoding.ts';
export { Registry } from './registry.ts';
export type { KnownSubjects } from './subject-list.ts';
export { RegistrySchemas } from './registry-schemas.ts';
