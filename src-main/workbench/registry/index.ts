export {
  RegistryClient,
  type RegistryConfig,
  RegistryError,
  type SubjectVersion,
} from './registry-client.ts';
export { RegistrySchemas } from './registry-schemas.ts';
