import { bool, message, string } from '../wire/index.ts';

/** The principal inside an Envelope, as Kafka's default principal serde writes it (int16 version first). */
export const DefaultPrincipalData = message(
  'DefaultPrincipalData',
  { versions: [0, 0], flexibleSince: 0 },
  () => ({ type: string(), name: string(), tokenAuthenticated: bool() }),
);
