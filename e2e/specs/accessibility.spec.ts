import { expect, test } from '@playwright/test';
import { faultsOf, othersFor } from '../shots/axe.ts';
import { motionOf } from '../shots/motion.ts';
import { startPlayer } from '../shots/player.ts';
import { scenesOf } from '../shots/scenes/index.ts';
import { setStage } from '../shots/stage.ts';

test.skip(
  Boolean(process.env.SLUICE_ELECTRON),
  'the pages of a browser are looked at, the same as those of Electron',
);

test('no screen and no dialog has a fault that axe finds, light, dark and with more contrast; none moves for who wants no motion', async () => {
  // Minutes of two idle cores: six.
  test.setTimeout(1_500_000);
  await using stage = await setStage();
  // SLUICE_SCENES='^(jobs|clone)$' looks at a part of them.
  const part = new RegExp(process.env.SLUICE_SCENES ?? '');
  const scenes = scenesOf(stage).filter(({ name, again }) => again === undefined && part.test(name));
  const player = await startPlayer(stage, { locale: 'en-GB', viewport: { width: 1440, height: 900 } });
  const faults: string[] = [];
  // The colours of a theme stand in one place, and their contrasts are reckoned there. What a scene does with them is looked
  // at by daylight and in one more theme, the next for the next scene; SLUICE_THEMES=all takes the time for every one.
  const allThemes = process.env.SLUICE_THEMES === 'all';
  for (const [index, scene] of scenes.entries()) {
    await player.show(scene);
    const found = await faultsOf(player.page, othersFor(index, allThemes));
    const moving = await motionOf(player.page);
    faults.push(...[...found, ...moving, ...player.thrown()].map((fault) => `${scene.name}: ${fault}`));
    await player.leave(scene);
  }
  console.log(
    `    axe: ${scenes.length} scenes, by daylight and in ${allThemes ? 'every other theme' : 'one of the others each'}`,
  );
  await player.close();
  expect(faults).toEqual([]);
});
