/** The headers as tables, for tools and tests; the hot path has its own code (`wire/headers.ts`). */
import { int16, int32, message, nullable, string } from '../wire/index.ts';

export const RequestHeader = message('RequestHeader', { versions: [1, 2], flexibleSince: 2 }, () => ({
  requestApiKey: int16(),
  requestApiVersion: int16(),
  correlationId: int32(),
  clientId: nullable(string, {
    neverCompact: true,
    note: 'A broker that does not know the version must still be able to read it.',
  }),
}));

export const ResponseHeader = message('ResponseHeader', { versions: [0, 1], flexibleSince: 1 }, () => ({
  correlationId: int32(),
}));
