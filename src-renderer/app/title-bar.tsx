import Moon from 'lucide-react/icons/moon';
import Search from 'lucide-react/icons/search';
import Sun from 'lucide-react/icons/sun';
import SunMoon from 'lucide-react/icons/sun-moon';
import type { NodeView } from '../../src-main/contract/index.ts';
import { useShortcut } from '../lib/commands/use-shortcut.ts';
import { t } from '../lib/i18n/index.ts';
import { changeSettings, useSettings, type ThemeChoice } from '../lib/settings.ts';
import { Copyable } from '../ui/copyable.tsx';
import { IconButton } from '../ui/button.tsx';
import { nodeStateText } from '../ui/node-strip.tsx';
import { StateMark } from '../ui/state-mark.tsx';
import { Term } from '../ui/tooltip.tsx';
import { nodeMark } from '../lib/node-status.ts';
import { PALETTE_SHORTCUTS } from './commands.tsx';
import { AlertBadge } from './alert-badge.tsx';
import { ClusterSwitcher } from './cluster-switcher.tsx';
import { setPaletteOpen, useClusterSummary } from './frame-store.ts';

const NEXT_THEME: Record<ThemeChoice, ThemeChoice> = { system: 'light', light: 'dark', dark: 'system' };
const THEME_ICONS = { system: SunMoon, light: Sun, dark: Moon };

/** Cluster, search, bootstrap address, theme. */
export function TitleBar() {
  const theme = useSettings((state) => state.theme);
  const { value: overview, asOfMs } = useClusterSummary();
  const paletteKey = useShortcut('palette.open', PALETTE_SHORTCUTS);
  return (
    <header className="title-bar">
      <ClusterSwitcher>
        {overview && (
          <span className={`row tight ${asOfMs === null ? '' : 'stale'}`}>
            <span className="muted">{t('count.nodes', { count: overview.nodes.length })}</span>
            <NodeMarks nodes={overview.nodes} />
          </span>
        )}
      </ClusterSwitcher>
      <button
        type="button"
        className="search-button"
        onClick={() => setPaletteOpen(true)}
        data-testid="palette-button"
      >
        <Search size={13} aria-hidden />
        <span>{t('palette.placeholder')}</span>
        {paletteKey && <kbd>{paletteKey}</kbd>}
      </button>
      <div className="row end bootstrap">
        {overview && (
          <>
            <span className="muted small wide-only">
              <Term id="bootstrap">{t('fact.bootstrap')}</Term>
            </span>
            <Copyable text={overview.bootstrapServers}>{shortened(overview.bootstrapServers)}</Copyable>
          </>
        )}
        <AlertBadge />
        <IconButton
          icon={THEME_ICONS[theme]}
          label={t('command.theme', { theme: t(`theme.${theme}`) })}
          onClick={() => changeSettings({ theme: NEXT_THEME[theme] })}
        />
      </div>
    </header>
  );
}

function NodeMarks({ nodes }: { nodes: readonly NodeView[] }) {
  return (
    <span className="row tight">
      {nodes.slice(0, 9).map((node) => (
        <StateMark
          key={node.id}
          {...nodeMark(node.status)}
          label={t('node.named', { id: String(node.id), status: nodeStateText(node) })}
        />
      ))}
    </span>
  );
}

/** The first address says enough; all of them are copied. */
function shortened(servers: string): string {
  const [first, ...others] = servers.split(',');
  return others.length === 0 ? first! : `${first} +${others.length}`;
}
