import Lock from 'lucide-react/icons/lock';
import { Fragment, type ReactNode } from 'react';
import type { ConfigView } from '../../src-main/contract/index.ts';
import { humanConfigValue } from '../lib/config-value.ts';
import { t } from '../lib/i18n/index.ts';
import type { Column } from './table/table.tsx';

/**
 * The columns of a configuration: name, value with its human reading, where it comes from. `onOpen`: the name leads to
 * more of it. `wraps`: in rows of two lines, where there is little room: names are whole.
 */
export function configColumns(
  onOpen?: (config: ConfigView) => void,
  { wraps = false } = {},
): Column<ConfigView>[] {
  const fit = wraps ? 'wraps' : 'ellipsis';
  // A place to break breaks even where white space does not.
  const written = (name: string): ReactNode => (wraps ? dotted(name) : name);
  return [
    {
      id: 'name',
      header: t('column.name'),
      width: 290,
      // Half of the longest name of Kafka, and the lock.
      minWidth: wraps ? 258 : 184,
      flex: true,
      text: (one) => one.name,
      cell: (one) => (
        <>
          {onOpen ? (
            <button type="button" tabIndex={-1} className={`link mono ${fit}`} onClick={() => onOpen(one)}>
              {written(one.name)}
            </button>
          ) : (
            <span className={`mono ${fit}`}>{written(one.name)}</span>
          )}
          {one.readOnly && <Lock size={11} className="faint" role="img" aria-label={t('configs.locked')} />}
        </>
      ),
    },
    {
      id: 'value',
      header: t('column.value'),
      width: wraps ? 84 : 200,
      minWidth: wraps ? 66 : 96,
      flex: true,
      text: (one) => one.value ?? '',
      cell: (one) => {
        const human = humanConfigValue(one);
        const both = (
          <>
            {one.value === '' && !one.sensitive ? (
              <span className="faint">{t('payload.empty')}</span>
            ) : (
              <span className="mono ellipsis">{one.sensitive ? '••••••' : (one.value ?? '–')}</span>
            )}
            {human && <span className="muted">{human}</span>}
          </>
        );
        return wraps ? <span className="two-lines">{both}</span> : both;
      },
    },
    {
      id: 'source',
      header: t('column.source'),
      width: wraps ? 82 : 130,
      text: (one) => one.source,
      cell: (one) => (
        <span className={`${fit} ${one.source === 'topic' ? '' : 'muted'}`}>
          {written(t(`configs.source.${one.source}`))}
        </span>
      ),
    },
  ];
}

/** A name that may go on in the next line after each of its dots. */
function dotted(name: string): ReactNode {
  return name.split(/(?<=\.)/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
