import Lock from 'lucide-react/icons/lock';
import type { ConnectionView } from '../../../../src-main/contract/index.ts';
import { formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { ColourTag, Copyable, Count, StateMark, Time, type Column } from '../../../ui/index.ts';
import { translated } from '../../../lib/said.ts';

export function connectionColumns(widthOfTime: number): Column<ConnectionView>[] {
  return [
    {
      id: 'name',
      header: t('connections.name'),
      width: 140,
      text: ({ settings }) => settings.name,
      sort: ({ settings }) => settings.name,
      cell: ({ settings }) => (
        <span className="row tight">
          <ColourTag colour={settings.colour} />
          <span className="ellipsis">{settings.name}</span>
          {settings.readOnly && <Lock size={12} aria-label={t('cluster.readOnly')} />}
        </span>
      ),
    },
    {
      id: 'state',
      header: t('column.state'),
      width: 116,
      text: stateText,
      cell: (row) => (
        <span
          className="row tight"
          title={row.idle || row.state.reason === null ? undefined : translated(row.state.reason)}
        >
          <StateMark shape={shapeOf(row)} />
          {stateText(row)}
        </span>
      ),
    },
    {
      id: 'security',
      header: t('connections.protocol'),
      width: 140,
      minWidth: 90,
      flex: true,
      text: securityText,
      cell: (row) => <span className="ellipsis">{securityText(row)}</span>,
    },
    {
      id: 'bootstrap',
      header: t('fact.bootstrap'),
      width: 320,
      minWidth: 170,
      flex: true,
      text: ({ settings }) => settings.bootstrapServers,
      cell: ({ settings }) => <Copyable text={settings.bootstrapServers} />,
    },
    {
      id: 'registry',
      header: t('connections.registry'),
      width: 200,
      minWidth: 122,
      flex: true,
      text: ({ settings }) => settings.registry?.url ?? '',
      cell: ({ settings }) => (settings.registry ? <Copyable text={settings.registry.url} /> : '–'),
    },
    {
      id: 'nodes',
      header: t('screen.nodes'),
      width: 60,
      align: 'end',
      text: ({ lastKnown }) => String(lastKnown?.nodes ?? ''),
      cell: ({ lastKnown }) => <Count value={lastKnown?.nodes ?? null} />,
    },
    {
      id: 'cluster',
      header: t('fact.clusterId'),
      width: 192,
      minWidth: 100,
      flex: true,
      text: ({ lastKnown }) => lastKnown?.clusterId ?? '',
      cell: ({ lastKnown }) => (lastKnown ? <Copyable text={lastKnown.clusterId} /> : '–'),
    },
    {
      id: 'seen',
      header: t('connections.lastKnown'),
      width: widthOfTime,
      text: (row) => (inSight(row) ? t('connections.seenNow') : formatTime(row.lastKnown?.asOfMs ?? null)),
      sort: (row) => (inSight(row) ? Infinity : (row.lastKnown?.asOfMs ?? null)),
      cell: (row) =>
        inSight(row) ? t('connections.seenNow') : <Time epochMs={row.lastKnown?.asOfMs ?? null} />,
    },
  ];
}

function securityText({ settings }: ConnectionView): string {
  const login = settings.protocol.startsWith('SASL') ? ` · ${settings.sasl.mechanism}` : '';
  return t(`connections.security.${settings.protocol}`) + login;
}

/** It answers all the time; the list comes anew only when something else about a connection changes. */
const inSight = ({ idle, state }: ConnectionView): boolean => !idle && state.state === 'connected';

function stateText({ idle, state }: ConnectionView): string {
  return idle ? t('cluster.idle') : t(`status.${state.state}`);
}

function shapeOf({ idle, state }: ConnectionView): 'ring' | 'full' | 'half' | 'cross' {
  if (idle) return 'ring';
  return state.state === 'connected' ? 'full' : state.state === 'connecting' ? 'half' : 'cross';
}
