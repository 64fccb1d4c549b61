import type { Clock } from '../../env/index.ts';
import { RegistryClient, type RegistryConfig } from './registry-client.ts';
import { RegistrySchemas } from './registry-schemas.ts';

/** The registry of one cluster, as long as the settings of its connection stay the same. */
export class Registry {
  readonly client: RegistryClient;
  readonly schemas: RegistrySchemas;

  constructor(config: RegistryConfig, clock: Pick<Clock, 'monotonicMs'>) {
    this.client = new RegistryClient(config);
    this.schemas = new RegistrySchemas(this.client, clock);
  }

  close(): void {
    this.client.close();
  }
}
