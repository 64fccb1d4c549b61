/** Every place there is: path, name, icon, and the lazily loaded screen. The app composes features; they never meet. */
import ArrowLeftRight from 'lucide-react/icons/arrow-left-right';
import Bell from 'lucide-react/icons/bell';
import Boxes from 'lucide-react/icons/boxes';
import ChartGantt from 'lucide-react/icons/chart-gantt';
import FileJson from 'lucide-react/icons/file-json';
import Forward from 'lucide-react/icons/forward';
import FolderTree from 'lucide-react/icons/folder-tree';
import Grid3x3 from 'lucide-react/icons/grid-3x3';
import History from 'lucide-react/icons/history';
import Settings from 'lucide-react/icons/settings';
import LayoutDashboard from 'lucide-react/icons/layout-dashboard';
import ListTree from 'lucide-react/icons/list-tree';
import PencilLine from 'lucide-react/icons/pencil-line';
import Rows3 from 'lucide-react/icons/rows-3';
import Server from 'lucide-react/icons/server';
import Shapes from 'lucide-react/icons/shapes';
import Cable from 'lucide-react/icons/cable';
import Compass from 'lucide-react/icons/compass';
import Users from 'lucide-react/icons/users';
import type { ComponentType } from 'react';
import { t } from '../lib/i18n/index.ts';
import { LOCAL_CLUSTER, type ClusterId } from '../lib/cluster.ts';
import { addressIn, addressOf, canonicalAddress, parseAddress, type ScreenProps } from '../lib/place.ts';
import { whenLoaded } from '../lib/when-loaded.tsx';
import type { IconType } from '../ui/icon.ts';

export interface ScreenDefinition {
  id: string;
  /** Segments; `:name` takes one. */
  path: string;
  title: (params: Readonly<Record<string, string>>) => string;
  icon: IconType;
  /** It belongs to no cluster: one tab for the whole workbench. */
  ofWorkbench?: true;
  /** Not in the rail, but in the palette. */
  listed?: true;
  /** In the rail, with its number; `more` behind those and `foot` at its lower end without one. */
  rail?: 'main' | 'more' | 'foot';
  component: ComponentType<ScreenProps>;
}

/** A named component of a feature, which is loaded when it is first shown. */
function screen<K extends string>(
  load: () => Promise<Record<K, ComponentType<ScreenProps>>>,
  name: K,
): ComponentType<ScreenProps> {
  return whenLoaded(
    async () => (await load())[name],
    () => <div className="screen" aria-busy="true" />,
  );
}

export const screens: readonly ScreenDefinition[] = [
  {
    id: 'overview',
    path: 'overview',
    title: () => t('screen.overview'),
    icon: LayoutDashboard,
    rail: 'main',
    component: screen(() => import('../features/overview/index.ts'), 'OverviewScreen'),
  },
  {
    id: 'topics',
    path: 'topics',
    title: () => t('screen.topics'),
    icon: Rows3,
    rail: 'main',
    component: screen(() => import('../features/topics/index.ts'), 'TopicsScreen'),
  },
  {
    id: 'groups',
    path: 'groups',
    title: () => t('screen.groups'),
    icon: Users,
    rail: 'main',
    component: screen(() => import('../features/groups/index.ts'), 'GroupsScreen'),
  },
  {
    id: 'nodes',
    path: 'nodes',
    title: () => t('screen.nodes'),
    icon: Server,
    rail: 'main',
    component: screen(() => import('../features/nodes/index.ts'), 'NodesScreen'),
  },
  {
    id: 'replication',
    path: 'replication',
    title: () => t('screen.replication'),
    icon: Grid3x3,
    rail: 'main',
    component: screen(() => import('../features/replication/index.ts'), 'ReplicationScreen'),
  },
  {
    id: 'timeline',
    path: 'timeline',
    title: () => t('screen.timeline'),
    icon: ChartGantt,
    rail: 'main',
    component: screen(() => import('../features/timeline/index.ts'), 'TimelineScreen'),
  },
  {
    id: 'history',
    path: 'history',
    title: () => t('screen.history'),
    icon: History,
    rail: 'main',
    component: screen(() => import('../features/history/index.ts'), 'HistoryScreen'),
  },
  {
    id: 'files',
    path: 'files',
    title: () => t('screen.files'),
    icon: FolderTree,
    ofWorkbench: true,
    rail: 'main',
    component: screen(() => import('../features/files/index.ts'), 'FilesScreen'),
  },
  {
    id: 'schemas',
    path: 'schemas',
    title: () => t('screen.schemas'),
    icon: FileJson,
    rail: 'main',
    component: screen(() => import('../features/schemas/index.ts'), 'SchemasScreen'),
  },
  {
    id: 'transactions',
    path: 'transactions',
    title: () => t('screen.transactions'),
    icon: ArrowLeftRight,
    rail: 'more',
    component: screen(() => import('../features/transactions/index.ts'), 'TransactionsScreen'),
  },
  {
    id: 'subject',
    path: 'schemas/:subject',
    title: ({ subject }) => subject!,
    icon: FileJson,
    component: screen(() => import('../features/schemas/index.ts'), 'SubjectScreen'),
  },
  {
    id: 'topic',
    path: 'topics/:topic',
    title: ({ topic }) => topic!,
    icon: ListTree,
    component: screen(() => import('./topic-page.tsx'), 'TopicPage'),
  },
  {
    id: 'editor',
    path: 'topics/:topic/send',
    // What is written there may go to another topic, which the screen says.
    title: ({ topic }) => t('screen.editor', { topic: topic! }),
    icon: PencilLine,
    component: screen(() => import('../features/editor/index.ts'), 'EditorScreen'),
  },
  {
    id: 'redrive',
    path: 'topics/:topic/redrive',
    title: ({ topic }) => t('redrive.title', { topic: topic! }),
    icon: Forward,
    component: screen(() => import('../features/redrive/index.ts'), 'RedriveScreen'),
  },
  {
    id: 'group',
    path: 'groups/:group',
    title: ({ group }) => group!,
    icon: Boxes,
    component: screen(() => import('../features/groups/index.ts'), 'GroupScreen'),
  },
  {
    id: 'alerts',
    path: 'alerts',
    title: () => t('screen.alerts'),
    icon: Bell,
    ofWorkbench: true,
    listed: true,
    component: screen(() => import('../features/alerts/index.ts'), 'AlertsScreen'),
  },
  {
    id: 'welcome',
    path: 'welcome',
    title: () => t('screen.welcome'),
    icon: Compass,
    ofWorkbench: true,
    rail: 'foot',
    component: screen(() => import('../features/welcome/index.ts'), 'WelcomeScreen'),
  },
  {
    id: 'connections',
    path: 'connections',
    title: () => t('screen.connections'),
    icon: Cable,
    ofWorkbench: true,
    rail: 'foot',
    component: screen(() => import('../features/connections/index.ts'), 'ConnectionsScreen'),
  },
  {
    id: 'settings',
    path: 'settings',
    title: () => t('screen.settings'),
    icon: Settings,
    ofWorkbench: true,
    rail: 'foot',
    component: screen(() => import('../features/settings/index.ts'), 'SettingsScreen'),
  },
  {
    id: 'components',
    path: 'dev/components',
    title: () => t('screen.components'),
    icon: Shapes,
    ofWorkbench: true,
    component: screen(() => import('./components-page/index.ts'), 'ComponentsPage'),
  },
];

export interface ResolvedPlace {
  screen: ScreenDefinition;
  /** Null: the screen belongs to none. */
  cluster: ClusterId | null;
  /** As it is written in one way only. */
  address: string;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** Identity of the tab: the address without the query and the slash. */
  tabId: string;
}

/** The screen an address means, or null when there is none. */
export function resolvePlace(address: string): ResolvedPlace | null {
  const { cluster: named, path, query } = parseAddress(address);
  for (const candidate of screens) {
    const pattern = candidate.path.split('/');
    if (pattern.length !== path.length) continue;
    const params: Record<string, string> = {};
    const fits = pattern.every((segment, index) => {
      if (!segment.startsWith(':')) return segment === path[index];
      params[segment.slice(1)] = path[index]!;
      return true;
    });
    if (!fits) continue;
    const cluster = candidate.ofWorkbench ? null : (named ?? LOCAL_CLUSTER);
    const canonical = (search: typeof query) =>
      canonicalAddress(addressIn(cluster ?? LOCAL_CLUSTER, addressOf(path, search)));
    return {
      screen: candidate,
      cluster,
      address: canonical(query),
      params,
      query,
      tabId: canonical({}).slice(1),
    };
  }
  return null;
}
