import {
  DockviewReact,
  type GetTabContextMenuItemsParams,
  type IDockviewPanel,
  type IDockviewPanelHeaderProps,
  type IDockviewPanelProps,
  type ReactContextMenuItemConfig,
} from 'dockview-react';
import 'dockview-react/dist/styles/dockview.css';
import X from 'lucide-react/icons/x';
import { Component, useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { InCluster, LOCAL_CLUSTER } from '../lib/cluster.ts';
import { neverAnswered, useConnectionView } from '../lib/connections.ts';
import { client } from '../lib/client.ts';
import { formatTime } from '../lib/format/index.ts';
import { t } from '../lib/i18n/index.ts';
import { addressOf, openPlace, useNavigation } from '../lib/place.ts';
import { Button } from '../ui/button.tsx';
import { ColourTag } from '../ui/colour-tag.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { EmptyState, ErrorBlock } from '../ui/error-block.tsx';
import type { ConnectionView } from '../../src-main/contract/index.ts';
import type { ClusterId } from '../lib/cluster.ts';
import { useScrollKeeper } from './scroll-keeper.ts';
import { resolvePlace, type ResolvedPlace } from './screens.tsx';
import { attachWorkspace, changeQuery, changeQuerySoon } from './tabs.ts';
import { InFront } from '../lib/in-front.ts';
import { lostText } from '../lib/unreachable.ts';

interface TabParams {
  address: string;
}

/** The tabs: docked, split and dragged by dockview; each is a place with an address. */
export function Workspace() {
  return (
    <DockviewReact
      className="workspace"
      theme={WORKSPACE_THEME}
      components={COMPONENTS}
      defaultTabComponent={PlaceTab}
      watermarkComponent={NoTabs}
      disableFloatingGroups
      scrollbars="native"
      getTabContextMenuItems={tabMenu}
      onReady={(event) => attachWorkspace(event.api)}
    />
  );
}

const WORKSPACE_THEME = {
  name: 'sluice',
  className: 'dockview-theme-sluice',
  gap: 0,
  dndTabIndicator: 'line',
} as const;
const COMPONENTS = { place: PlacePanel };

function tabMenu({ panel, group }: GetTabContextMenuItemsParams): ReactContextMenuItemConfig[] {
  const close = (panels: readonly IDockviewPanel[]): void => {
    for (const one of panels) one.api.close();
  };
  const at = group.panels.indexOf(panel);
  const others = group.panels.filter((one) => one !== panel);
  return [
    { label: t('command.tab.close'), action: () => panel.api.close() },
    { label: t('tab.closeOthers'), disabled: others.length === 0, action: () => close(others) },
    {
      label: t('tab.closeRight'),
      disabled: at === group.panels.length - 1,
      action: () => close(group.panels.slice(at + 1)),
    },
    {
      label: t('command.tab.split'),
      disabled: others.length === 0,
      action: () => panel.api.moveTo({ group, position: 'right' }),
    },
  ];
}

function useVisible(api: IDockviewPanelProps['api']): boolean {
  const [visible, setVisible] = useState(api.isVisible);
  useEffect(() => {
    const subscription = api.onDidVisibilityChange((event) => setVisible(event.isVisible));
    return () => subscription.dispose();
  }, [api]);
  return visible;
}

function PlacePanel({ api, params }: IDockviewPanelProps<TabParams>) {
  const visible = useVisible(api);
  const active = useNavigation((state) => state.address) === params.address;
  const setQuery = useCallback(
    (change: Record<string, string | undefined>): void => changeQuery(api.id, change),
    [api],
  );
  const setQuerySoon = useCallback(
    (change: Record<string, string | undefined>): void => changeQuerySoon(api.id, change),
    [api],
  );
  const place = resolvePlace(params.address);
  const scrolls = useScrollKeeper(api, place?.query.tab, visible);
  if (!place) return null;
  const { component: Screen } = place.screen;
  return (
    <InCluster cluster={place.cluster ?? LOCAL_CLUSTER}>
      <InFront value={visible}>
        <div className="place" ref={scrolls} data-front={active || undefined}>
          <ScreenGuard key={place.tabId}>
            <ClusterGuard cluster={place.cluster} onClose={() => api.close()}>
              <Screen
                params={place.params}
                query={place.query}
                setQuery={setQuery}
                setQuerySoon={setQuerySoon}
                visible={visible}
                active={active}
              />
            </ClusterGuard>
          </ScreenGuard>
        </div>
      </InFront>
    </InCluster>
  );
}

/** A tab outlives its connection: somebody removed it, here or in another window. */
function ClusterGuard({
  cluster,
  onClose,
  children,
}: {
  cluster: ClusterId | null;
  onClose: () => void;
  children: ReactNode;
}) {
  const connection = useConnectionView(cluster ?? LOCAL_CLUSTER);
  if (connection !== null)
    return (
      <>
        {connection && cluster !== null && <LostBar connection={connection} />}
        {connection && cluster !== null && neverAnswered(connection) ? (
          <div className="screen">
            <EmptyState
              testId="never-answered"
              text={t('connection.unknown', { name: connection.settings.name })}
            />
          </div>
        ) : (
          children
        )}
      </>
    );
  return (
    <div className="screen">
      <EmptyState
        testId="connection-gone"
        text={t('connection.gone')}
        action={<Button onClick={onClose}>{t('command.tab.close')}</Button>}
      />
    </div>
  );
}

/** Over every screen of a remote cluster that does not answer: why, since when, and what can be done. */
function LostBar({ connection }: { connection: ConnectionView }) {
  const { id, kind, idle, state, settings, lastKnown } = connection;
  if (kind === 'local' || idle || state.state !== 'disconnected') return null;
  return (
    <div className="lost-bar" role="status" data-testid="lost-bar">
      <StateMark shape="cross" />
      <span className="grow">
        {lostText(settings.name, state.reason)}{' '}
        {lastKnown && (
          <span className="muted">{t('connection.lostAsOf', { time: formatTime(lastKnown.asOfMs) })}</span>
        )}
      </span>
      <Button
        onClick={() =>
          void client()
            .call('connections.retry', { id })
            .catch(() => {})
        }
        data-testid="retry-connection"
      >
        {t('connection.retry')}
      </Button>
      <Button kind="quiet" onClick={() => openPlace(addressOf(['connections'], { dialog: 'edit', id }))}>
        {t('connection.edit')}
      </Button>
    </div>
  );
}

function PlaceTab({ api, params }: IDockviewPanelHeaderProps<TabParams>) {
  const place = resolvePlace(params.address);
  if (!place) return null;
  return <ClusterTab api={api} place={place} />;
}

/**
 * Where a strip gets too short for its tabs, the one that is shown stays in it: with the window, with a split, and with
 * the button for the others that appears then. Who scrolls the strip by hand is left alone.
 */
function staysInStrip(api: IDockviewPanelHeaderProps['api'], tab: () => HTMLElement | null): () => void {
  const observer = new ResizeObserver(() => {
    if (api.isVisible) tab()?.closest('.dv-tab')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  // A tab is in its strip a moment after it was made or moved.
  let frame = 0;
  const follow = (): void => {
    frame = requestAnimationFrame(() => {
      observer.disconnect();
      const strip = tab()?.closest('.dv-tabs-container');
      if (strip) observer.observe(strip);
    });
  };
  follow();
  const moves = api.onDidGroupChange(follow);
  return () => {
    cancelAnimationFrame(frame);
    observer.disconnect();
    moves.dispose();
  };
}

/** A tab of a remote cluster names it and bears its colour: two tabs called orders must not look alike. */
function ClusterTab({ api, place }: { api: IDockviewPanelHeaderProps['api']; place: ResolvedPlace }) {
  const connection = useConnectionView(place.cluster ?? LOCAL_CLUSTER);
  const { icon: Icon } = place.screen;
  const name = place.screen.title(place.params);
  const remote = place.cluster !== null && place.cluster !== LOCAL_CLUSTER;
  const title =
    remote && connection ? t('tab.inCluster', { title: name, cluster: connection.settings.name }) : name;
  // What dockview says of it to those who do not see it: the words that stand on it.
  const spoken = remote && connection ? `${name} ${connection.settings.name}` : name;
  useEffect(() => {
    if (api.title !== spoken) api.setTitle(spoken);
  }, [api, spoken]);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => staysInStrip(api, () => element.current), [api]);
  return (
    <div
      ref={element}
      className="place-tab"
      title={title}
      onMouseDown={(event) => {
        // The middle button closes, as in every browser.
        if (event.button === 1) {
          event.preventDefault();
          api.close();
        }
      }}
    >
      {remote && <ColourTag colour={connection?.settings.colour ?? null} />}
      <Icon size={13} aria-hidden />
      <span className="ellipsis">{name}</span>{' '}
      {remote && connection && (
        <span className="ellipsis muted place-cluster">{connection.settings.name}</span>
      )}
      {/* For the pointer only: a tab may hold no button of its own. The keyboard and the menu have a command for it. */}
      <span
        className="place-close"
        aria-hidden
        title={t('tab.close', { title })}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation();
          api.close();
        }}
      >
        <X size={12} aria-hidden />
      </span>
    </div>
  );
}

function NoTabs() {
  return (
    <div className="no-tabs">
      <p className="muted">{t('tabs.none')}</p>
      <button type="button" className="link" onClick={() => openPlace('/overview')}>
        {t('screen.overview')}
      </button>
    </div>
  );
}

/** A screen that throws takes only its own tab down, and says what happened. */
class ScreenGuard extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };
  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }
  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div className="screen">
        <ErrorBlock
          failure={{
            what: t('error.screen'),
            why: error.message,
            next: t('error.screenNext'),
            details: error.stack,
          }}
          onRetry={() => this.setState({ error: null })}
        />
      </div>
    );
  }
}
