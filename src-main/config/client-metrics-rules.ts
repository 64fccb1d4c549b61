// What a client metrics subscription must keep to beyond its types (KIP-714, ClientMetricsConfigs).
import { property } from './types.ts';
import type { Properties } from './types.ts';

const MATCH_PARAMETERS = [
  'client_instance_id',
  'client_id',
  'client_software_name',
  'client_software_version',
  'client_source_address',
  'client_source_port',
];
const MIN_INTERVAL_MS = 100;
const MAX_INTERVAL_MS = 3_600_000;

/** The first fault of a subscription whose values have the right types, or undefined. */
export function explainClientMetrics(
  subscription: Properties,
): { readonly key: 'interval.ms' | 'match'; readonly message: string } | undefined {
  const interval = property(subscription, 'interval.ms');
  if (
    interval !== undefined &&
    !(Number(interval) >= MIN_INTERVAL_MS && Number(interval) <= MAX_INTERVAL_MS)
  ) {
    const message = `interval.ms cannot be '${interval}': it must be from ${MIN_INTERVAL_MS} to ${MAX_INTERVAL_MS} (one hour).`;
    return { key: 'interval.ms', message };
  }
  const match = property(subscription, 'match') ?? '';
  if (match.trim() === '') return undefined;
  const wrong = match.split(',').find((pattern) => !isMatchPattern(pattern.trim()));
  if (wrong === undefined) return undefined;
  const message = `match cannot contain '${wrong.trim()}': it takes entries such as client_id=<regular expression>, with one of ${MATCH_PARAMETERS.join(', ')}.`;
  return { key: 'match', message };
}

function isMatchPattern(pattern: string): boolean {
  const [parameter, expression, ...rest] = pattern.split('=');
  if (expression === undefined || expression === '' || rest.some((part) => part !== '')) return false;
  return MATCH_PARAMETERS.includes(parameter!.trim()) && isRegularExpression(expression.trim());
}

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    // The only way JavaScript offers to ask. Java and JavaScript differ in rare syntax only.
    return false;
  }
}
