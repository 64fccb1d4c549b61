import type { Clock, Timer } from '../../env/index.ts';
import { SchemaEncoding } from './encoding.ts';
import { RegistryClient, type RegistryConfig } from './registry-client.ts';
import { RegistrySchemas } from './registry-schemas.ts';
import { SubjectList, type SubjectListOptions } from './subject-list.ts';

export interface RegistryOptions extends RegistryConfig, Pick<SubjectListOptions, 'known' | 'keep'> {
  readonly clock: Clock;
}

const LOOK_MS = 2_000;

/** The registry of one cluster, as long as the settings of its connection stay the same. */
export class Registry {
  readonly client: RegistryClient;
  readonly schemas: RegistrySchemas;
  readonly encoding: SchemaEncoding;
  readonly list: SubjectList;
  readonly #clock: Clock;

  constructor({ clock, known, keep, ...config }: RegistryOptions) {
    this.client = new RegistryClient(config);
    this.schemas = new RegistrySchemas(this.client, clock);
    this.encoding = new SchemaEncoding(this.client, clock);
    const onAnswer = () => this.schemas.answered();
    this.list = new SubjectList({ client: this.client, clock, known, keep, onAnswer });
    this.#clock = clock;
  }

  /**
   * Calls the listener whenever schemas cannot be had any more or can be had again (`schemas.outage`). While they
   * cannot, the registry is asked now and then whether it is back.
   */
  watchOutage(listener: () => void): () => void {
    let timer: Timer | undefined;
    let watched = true;
    const look = () => {
      if (!watched || this.schemas.outage === null || timer !== undefined) return;
      timer = this.#clock.schedule(LOOK_MS, () => {
        timer = undefined;
        void this.client.compatibility().then(
          () => this.schemas.answered(),
          () => look(),
        );
      });
    };
    const unlisten = this.schemas.onOutage(() => {
      listener();
      look();
    });
    look();
    return () => {
      watched = false;
      unlisten();
      timer?.cancel();
    };
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
