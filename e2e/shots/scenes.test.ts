import { expect, test } from 'vitest';
import { resolvePlace, screens } from '../../src-renderer/app/screens.tsx';
import { scenesOf } from './scenes/index.ts';

const scenes = scenesOf({
  away: '/@away',
  mirror: '/@mirror',
  kafka: '/@kafka',
  empty: '/@empty',
  damaged: { flipped: '/flipped/a-0', torn: '/torn/a-0', overflowed: '/old/a-0' },
  overwrite: () => Promise.resolve(),
});

test('every screen has a scene, one that waits for its data and one that lost it', () => {
  const shown = (link?: string) =>
    new Set(
      scenes
        .filter((scene) => scene.link === link)
        .map(({ address }) => resolvePlace(address)?.screen.id ?? `${address} is no place`),
    );
  const ids = new Set(screens.map(({ id }) => id));
  // What the cluster says is not asked for there, or it is a step from another screen.
  const withoutLink = ['components', 'redrive', 'subject'];
  expect(shown()).toEqual(ids);
  for (const link of ['silent', 'lost'])
    expect(shown(link)).toEqual(new Set([...ids].filter((id) => !withoutLink.includes(id))));
});

test('no two scenes share a name', () => {
  const files = scenes.map(({ name }) => name.replaceAll(/[^a-z]+/gi, '-'));
  expect(files.filter((name, index) => files.indexOf(name) !== index)).toEqual([]);
});
