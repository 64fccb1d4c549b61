import { say } from '../../contract/index.ts';
import type { Bench } from '../bench.ts';
import { clusterId, epochMs, invalidInput, procedure, stream, z } from '../router/index.ts';
import { untilLeft } from './watch.ts';

const pattern = z.string().check(z.minLength(1), z.maxLength(255));
const DAY_MS = 86_400_000;
const saveInput = z.object({
  rule: z.object({
    id: z.string().check(z.maxLength(64)),
    cluster: clusterId,
    groupPattern: pattern,
    topicPattern: pattern,
    metric: z.enum(['records', 'ms']),
    threshold: z.int().check(z.minimum(1)),
    forMs: z.int().check(z.minimum(0), z.maximum(7 * DAY_MS)),
    enabled: z.boolean(),
    mutedUntilMs: z.nullable(epochMs),
  }),
});
const idInput = z.object({ id: z.string() });
const muteInput = z.object({ id: z.nullable(z.string()), untilMs: z.nullable(epochMs) });
const RULES_MAX = 200;

/** Rules, what stands above them, and what fired. */
export function alertsService(bench: Bench) {
  return {
    'alerts.watch': stream<'alerts.watch'>(
      z.object({ language: z.enum(['en', 'ko']) }),
      async ({ language }, outlet) => {
        const alerts = await bench.alerts();
        alerts.language = language;
        let sent = '';
        const send = () => {
          const { view } = alerts;
          const text = JSON.stringify(view);
          if (text === sent) return;
          sent = text;
          outlet.latest(view);
        };
        send();
        await untilLeft(outlet.signal, alerts.onChange(send));
      },
    ),

    'alerts.save': procedure<'alerts.save'>(saveInput, async ({ rule }) => {
      bench.cluster(rule.cluster); // or it is refused
      const alerts = await bench.alerts();
      const isNew = rule.id === '';
      if (isNew && alerts.view.rules.length >= RULES_MAX)
        throw invalidInput(say('alerts.tooMany', { most: RULES_MAX }));
      const saved = isNew
        ? { ...rule, id: Buffer.from(bench.env.random.bytes(9)).toString('base64url') }
        : rule;
      alerts.save(saved);
      return saved;
    }),

    'alerts.remove': procedure<'alerts.remove'>(idInput, async ({ id }) => {
      (await bench.alerts()).remove(id);
      return null;
    }),

    'alerts.mute': procedure<'alerts.mute'>(muteInput, async ({ id, untilMs }) => {
      (await bench.alerts()).mute(id, untilMs);
      return null;
    }),

    'alerts.forgetHistory': procedure<'alerts.forgetHistory'>(z.null(), async () => {
      (await bench.alerts()).forgetHistory();
      return null;
    }),
  };
}
