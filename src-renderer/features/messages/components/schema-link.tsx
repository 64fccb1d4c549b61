import type { SubjectUse } from '../../../../src-main/contract/index.ts';
import { useAsked } from '../../../lib/asked.ts';
import { useClusterId } from '../../../lib/cluster.ts';
import { t } from '../../../lib/i18n/index.ts';
import { addressOf, openPlace } from '../../../lib/place.ts';

/** Under which subject and version the schema is registered that a payload was read with; leads there. */
export function SchemaLink({
  topic,
  part,
  id,
}: {
  topic: string;
  part: 'key' | 'value';
  id: number | string;
}) {
  const { value: uses } = useAsked(
    'schemas.uses',
    { cluster: useClusterId(), id },
    t('payload.schemaFailed'),
  );
  const use = uses && likeliest(uses, topic, part);
  const own = use?.id ?? id;
  // Its id is known anyway, also while the registry is away and of a schema that was deleted.
  if (!use)
    return (
      <span className="small muted" data-testid="schema-of">
        {t('payload.schemaId', { id })}
      </span>
    );
  return (
    <button
      type="button"
      className="link small"
      title={uses.map(({ subject, version }) => `${subject} ${version}`).join('\n')}
      onClick={() => openPlace(addressOf(['schemas', use.subject], { version: String(use.version) }))}
      data-testid="schema-of"
    >
      {t('payload.schema', { subject: use.subject, version: use.version, id: own })}
    </button>
  );
}

/** One text may be registered under many subjects: that of the topic comes first, then any that names it. */
function likeliest<U extends SubjectUse>(uses: readonly U[], topic: string, part: string): U | undefined {
  return (
    uses.findLast(({ subject }) => subject === `${topic}-${part}`) ??
    uses.findLast(({ subject }) => subject.startsWith(`${topic}-`)) ??
    uses.at(-1)
  );
}
