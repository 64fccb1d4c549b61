import type { SubjectRow } from '../../../../src-main/contract/index.ts';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { Copyable, Tip, type Column } from '../../../ui/index.ts';

/** `contexts`: some subject is not in the default one. `level`: of subjects that have none of their own. */
export function subjectColumns(
  open: (row: SubjectRow) => void,
  { contexts, level }: { contexts: boolean; level: string | null },
): Column<SubjectRow>[] {
  const levelText = ({ latest, deleted }: SubjectRow): string =>
    latest === null || deleted ? '' : (latest.compatibility ?? level ?? '');
  return [
    {
      id: 'subject',
      header: t('schemas.subject'),
      width: 320,
      flex: true,
      text: ({ name }) => name,
      sort: ({ name }) => name,
      cell: (row) => (
        <span className="row tight">
          <button type="button" tabIndex={-1} className="link ellipsis" onClick={() => open(row)}>
            {row.name}
          </button>
          {row.deleted && <span className="small muted">{t('schemas.deleted')}</span>}
        </span>
      ),
    },
    ...(contexts
      ? [
          {
            id: 'context',
            header: t('schemas.context'),
            width: 120,
            text: ({ context }: SubjectRow) => context,
            cell: ({ context }: SubjectRow) => <span className="mono muted">{context}</span>,
          },
        ]
      : []),
    {
      id: 'kind',
      header: t('schemas.kind'),
      width: 120,
      text: ({ latest }) => (latest ? t(`schemas.kind.${latest.kind}`) : ''),
      sort: ({ latest }) => latest?.kind ?? null,
      cell: ({ latest }) => (latest ? t(`schemas.kind.${latest.kind}`) : '–'),
    },
    {
      id: 'version',
      header: t('schemas.latest'),
      width: 120,
      align: 'end',
      text: ({ latest }) => String(latest?.version ?? ''),
      sort: ({ latest }) => latest?.version ?? null,
      cell: ({ latest }) => formatCount(latest?.version ?? null),
    },
    {
      id: 'id',
      header: t('schemas.id'),
      width: 110,
      align: 'end',
      text: ({ latest }) => String(latest?.id ?? ''),
      sort: ({ latest }) => latest?.id ?? null,
      cell: ({ latest }) => (latest ? <Copyable text={String(latest.id)} /> : '–'),
    },
    {
      id: 'compatibility',
      header: t('schemas.level'),
      width: 190,
      text: levelText,
      cell: (row) =>
        row.latest?.compatibility ? (
          <span data-testid="own-level">{row.latest.compatibility}</span>
        ) : (
          <Tip text={levelText(row) && t('schemas.levelInheritNote')}>
            <span className="muted">{levelText(row) || '–'}</span>
          </Tip>
        ),
    },
    {
      id: 'references',
      header: t('schemas.references'),
      width: 110,
      align: 'end',
      text: ({ latest }) => String(latest?.references ?? ''),
      sort: ({ latest }) => latest?.references ?? null,
      cell: ({ latest }) => formatCount(latest?.references ?? null),
    },
  ];
}
