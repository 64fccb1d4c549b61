import type { Clock } from '../../env/index.ts';
import { SchemaEncoding } from './encoding.ts';
import { RegistryClient, type RegistryConfig } from './registry-client.ts';
import { RegistrySchemas } from './registry-schemas.ts';
import { SubjectList, type SubjectListOptions } from './subject-list.ts';

export interface RegistryOptions extends RegistryConfig, Pick<SubjectListOptions, 'known' | 'keep'> {
  readonly clock: Clock;
}

/** The registry of one cluster, as long as the settings of its connection stay the same. */
export class Registry {
  readonly client: RegistryClient;
  readonly schemas: RegistrySchemas;
  readonly encoding: SchemaEncoding;
  readonly list: SubjectList;

  constructor({ clock, known, keep, ...config }: RegistryOptions) {
    this.client = new RegistryClient(config);
    this.schemas = new RegistrySchemas(this.client, clock);
    this.encoding = new SchemaEncoding(this.client, clock);
    const onBack = () => this.schemas.forgive();
    this.list = new SubjectList({ client: this.client, clock, known, keep, onBack });
  }

  /** Somebody changed a subject through us: what is known of it is asked for again. */
  changed(subject?: string): void {
    this.encoding.forget();
    this.list.poke(subject);
  }

  /** What it could not say before is asked for at once. */
  retry(): void {
    this.schemas.forgive();
    this.list.poke();
  }

  close(): void {
    this.list.close();
    this.client.close();
  }
}
