/** Which service serves which name of the contract. Services are loaded and made when first asked for. */
import { say } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { notFound } from '../router/failure.ts';
import type { AnyRoute, Routes } from '../router/index.ts';

/** By the name's part before the dot. */
const SERVICES = {
  alerts: (bench: Bench) => import('./alerts.ts').then(({ alertsService }) => alertsService(bench)),
  app: (bench: Bench) => import('./app.ts').then(({ appService }) => appService(bench)),
  connections: (bench: Bench) =>
    import('./connections.ts').then(({ connectionsService }) => connectionsService(bench)),
  overview: (bench: Bench) => import('./overview.ts').then(({ overviewService }) => overviewService(bench)),
  nodes: (bench: Bench) => import('./nodes.ts').then(({ nodesService }) => nodesService(bench)),
  clusterSettings: (bench: Bench) =>
    import('./cluster-settings.ts').then(({ clusterSettingsService }) => clusterSettingsService(bench)),
  topics: (bench: Bench) => import('./topics.ts').then(({ topicsService }) => topicsService(bench)),
  messages: (bench: Bench) => import('./messages.ts').then(({ messagesService }) => messagesService(bench)),
  producing: (bench: Bench) =>
    import('./producing.ts').then(({ producingService }) => producingService(bench)),
  groups: (bench: Bench) => import('./groups.ts').then(({ groupsService }) => groupsService(bench)),
  quorum: (bench: Bench) => import('./quorum.ts').then(({ quorumService }) => quorumService(bench)),
  partitions: (bench: Bench) =>
    import('./partitions.ts').then(({ partitionsService }) => partitionsService(bench)),
  reassignments: (bench: Bench) =>
    import('./reassignments.ts').then(({ reassignmentsService }) => reassignmentsService(bench)),
  facts: (bench: Bench) => import('./facts.ts').then(({ factsService }) => factsService(bench)),
  files: (bench: Bench) => import('./files.ts').then(({ filesService }) => filesService(bench)),
  history: (bench: Bench) => import('./history.ts').then(({ historyService }) => historyService(bench)),
  schemas: (bench: Bench) => import('./schemas.ts').then(({ schemasService }) => schemasService(bench)),
  transactions: (bench: Bench) =>
    import('./transactions.ts').then(({ transactionsService }) => transactionsService(bench)),
  sample: (bench: Bench) => import('./sample.ts').then(({ sampleService }) => sampleService(bench)),
} as const;
type ServiceName = keyof typeof SERVICES;

/** Names that live in a service called otherwise. */
const ALIASES: ReadonlyMap<string, ServiceName> = new Map([
  ['topic', 'topics'],
  ['group', 'groups'],
  ['jobs', 'producing'],
  ['brokers', 'nodes'],
  ['connection', 'overview'],
  ['replication', 'partitions'],
  ['traffic', 'facts'],
]);

/** The compiler proves here that nothing of the contract is left out and nothing is served that it lacks. */
type Served = Awaited<ReturnType<(typeof SERVICES)[ServiceName]>>;
type Union<S> = S extends unknown ? keyof S : never;
type Complete = [keyof Routes, Union<Served>] extends [Union<Served>, keyof Routes] ? true : never;
const complete: Complete = true;

/** Finds routes; each service is made once. */
export function routesOf(bench: Bench): (name: string) => Promise<AnyRoute> | undefined {
  const made = new Map<ServiceName, Promise<Readonly<Record<string, AnyRoute>>>>();
  return (name) => {
    const prefix = name.split('.')[0];
    const service =
      ALIASES.get(prefix) ?? (Object.hasOwn(SERVICES, prefix) ? (prefix as ServiceName) : undefined);
    if (service === undefined || !complete) return undefined;
    let routes = made.get(service);
    if (routes === undefined)
      made.set(service, (routes = SERVICES[service](bench) as Promise<Readonly<Record<string, AnyRoute>>>));
    return routes.then((table) => {
      if (!Object.hasOwn(table, name)) throw notFound(say('workbench.unknown', { name }));
      return table[name];
    });
  };
}
