import { openPlace, useNavigation } from '../lib/place.ts';
import { Tip } from '../ui/tooltip.tsx';
import { resolvePlace, screens, type ScreenDefinition } from './screens.tsx';
import { t } from '../lib/i18n/index.ts';

/** Screens in the order of their numbers. */
export const RAIL_SCREENS = screens.filter((screen) => screen.rail === 'main');
const MORE_SCREENS = screens.filter((screen) => screen.rail === 'more');
const FOOT_SCREENS = screens.filter((screen) => screen.rail === 'foot');
/** A topic belongs to Topics, a group to Groups. */
const PARENTS: Record<string, string> = {
  topic: 'topics',
  editor: 'topics',
  group: 'groups',
  subject: 'schemas',
};

/** The rail: an icon a screen, its name and number on hover. */
export function Rail() {
  const address = useNavigation((state) => state.address);
  const id = address ? resolvePlace(address)?.screen.id : undefined;
  const current = id && (PARENTS[id] ?? id);
  return (
    <nav className="rail" aria-label={t('rail.label')}>
      {RAIL_SCREENS.map((screen, index) => (
        <RailButton key={screen.id} screen={screen} number={index + 1} current={screen.id === current} />
      ))}
      {MORE_SCREENS.map((screen) => (
        <RailButton key={screen.id} screen={screen} current={screen.id === current} />
      ))}
      <div className="grow" />
      {FOOT_SCREENS.map((screen) => (
        <RailButton key={screen.id} screen={screen} current={screen.id === current} />
      ))}
    </nav>
  );
}

function RailButton({
  screen,
  number,
  current,
}: {
  screen: ScreenDefinition;
  number?: number;
  current: boolean;
}) {
  const { icon: Icon } = screen;
  const name = screen.title({});
  return (
    <Tip text={number ? `${name}  ${number}` : name} side="right">
      <button
        type="button"
        className="rail-button"
        aria-label={name}
        aria-current={current ? 'page' : undefined}
        data-testid={`rail-${screen.id}`}
        onClick={() => openPlace(`/${screen.path}`)}
      >
        <Icon size={18} strokeWidth={1.75} aria-hidden />
      </button>
    </Tip>
  );
}
