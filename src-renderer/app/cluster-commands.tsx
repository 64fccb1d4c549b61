/** What can be done to the cluster in front from any screen: faults of its nodes, its sample stream, its alerts. */
import { addressOf, openPlace } from '../lib/place.ts';
import { useClusterId, useIsLocal } from '../lib/cluster.ts';
import { useCommands, type Command } from '../lib/commands/index.ts';
import { t } from '../lib/i18n/index.ts';
import { actOnNode } from '../lib/node-actions.ts';
import { actOnSample, useSample, type SampleVerb } from '../lib/sample-stream.ts';
import { nodeMenu } from '../ui/node-strip.tsx';
import { useClusterSummary, useFrame } from './frame-store.ts';

export function ClusterCommands(): null {
  const cluster = useClusterId();
  const local = useIsLocal();
  const nodes = useClusterSummary().value?.nodes ?? [];
  // Asked for when somebody looks: the service need not be there before.
  const paletteOpen = useFrame((state) => state.paletteOpen);
  const { event: sample } = useSample(local && paletteOpen);
  const group = t('palette.group.cluster');
  useCommands(
    () =>
      nodes.flatMap((node) =>
        (local ? nodeMenu(node, false, doToNode) : []).flatMap((entry): Command[] =>
          entry === null
            ? []
            : [
                {
                  id: `node.${node.id}.${entry.id}`,
                  title: t('palette.ofGroup', {
                    group: t('node.name', { id: String(node.id) }),
                    name: entry.label,
                  }),
                  group,
                  run: entry.run,
                },
              ],
        ),
      ),
    [local, nodes.map(({ id, status }) => `${id} ${status}`).join()],
  );
  useCommands(
    () =>
      sampleVerbs(sample).map((verb) => ({
        id: `sample.${verb}`,
        title: t(SAMPLE_TITLES[verb]),
        group,
        run: () => {
          // There it is told what becomes of it.
          openPlace('/welcome');
          actOnSample(verb);
        },
      })),
    [sample?.running, sample?.exists],
    local && sample !== null,
  );
  useCommands(
    () => [
      {
        id: 'alerts.new',
        title: t('command.newAlert'),
        group,
        run: () => openPlace(addressOf(['alerts'], { dialog: 'new', cluster })),
      },
    ],
    [cluster],
  );
  return null;
}

/** Where it fails, the nodes' own screen says why. */
function doToNode(...act: Parameters<typeof actOnNode>): void {
  void actOnNode(...act).then((done) => !done && openPlace('/nodes'));
}

const SAMPLE_TITLES = {
  start: 'welcome.sampleStart',
  stop: 'command.sampleStop',
  remove: 'command.sampleRemove',
} as const;

function sampleVerbs(sample: ReturnType<typeof useSample>['event']): SampleVerb[] {
  if (!sample?.exists) return ['start'];
  return [sample.running ? 'stop' : 'start', 'remove'];
}
