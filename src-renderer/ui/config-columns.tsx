import Lock from 'lucide-react/icons/lock';
import type { ConfigView } from '../../src-main/contract/index.ts';
import { humanConfigValue } from '../lib/config-value.ts';
import { t } from '../lib/i18n/index.ts';
import type { Column } from './table/table.tsx';

/**
 * The columns of a configuration: name, value with its human reading, where it comes from. `onOpen`: the name leads to
 * more of it.
 */
export function configColumns(onOpen?: (config: ConfigView) => void): Column<ConfigView>[] {
  return [
    {
      id: 'name',
      header: t('column.name'),
      width: 290,
      minWidth: 184,
      flex: true,
      text: (one) => one.name,
      cell: (one) => (
        <>
          {onOpen ? (
            <button type="button" tabIndex={-1} className="link mono ellipsis" onClick={() => onOpen(one)}>
              {one.name}
            </button>
          ) : (
            <span className="mono ellipsis">{one.name}</span>
          )}
          {one.readOnly && <Lock size={11} className="faint" role="img" aria-label={t('configs.locked')} />}
        </>
      ),
    },
    {
      id: 'value',
      header: t('column.value'),
      width: 200,
      minWidth: 96,
      flex: true,
      text: (one) => one.value ?? '',
      cell: (one) => {
        const human = humanConfigValue(one);
        return (
          <>
            <span className="mono ellipsis">{one.sensitive ? '••••••' : (one.value ?? '–')}</span>
            {human && <span className="muted">{human}</span>}
          </>
        );
      },
    },
    {
      id: 'source',
      header: t('column.source'),
      width: 130,
      text: (one) => one.source,
      cell: (one) => (
        <span className={one.source === 'topic' ? '' : 'muted'}>{t(`configs.source.${one.source}`)}</span>
      ),
    },
  ];
}
