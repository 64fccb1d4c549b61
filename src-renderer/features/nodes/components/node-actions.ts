import CirclePause from 'lucide-react/icons/circle-pause';
import CirclePlay from 'lucide-react/icons/circle-play';
import CircleStop from 'lucide-react/icons/circle-stop';
import Skull from 'lucide-react/icons/skull';
import type { NodeStatus, NodeView } from '../../../../src-main/contract/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import type { MenuEntry } from '../../../ui/index.ts';
import type { NodeVerb } from '../store.ts';

const VERBS: readonly {
  verb: NodeVerb;
  icon: typeof Skull;
  from: readonly NodeStatus[];
  danger?: boolean;
}[] = [
  { verb: 'start', icon: CirclePlay, from: ['stopped', 'dead'] },
  { verb: 'resume', icon: CirclePlay, from: ['paused'] },
  { verb: 'pause', icon: CirclePause, from: ['running'] },
  { verb: 'stop', icon: CircleStop, from: ['running', 'starting'] },
  { verb: 'kill', icon: Skull, from: ['running', 'starting', 'paused', 'stopping'], danger: true },
];

/** What can be done to a node in the state it is in. Killing needs no typed name: it loses nothing acknowledged, and it is what the tool is for. */
export function nodeActions(
  node: NodeView,
  busy: boolean,
  act: (verb: NodeVerb, nodeId: number) => void,
): MenuEntry[] {
  return VERBS.filter((one) => one.from.includes(node.status)).map((one) => ({
    id: one.verb,
    label: t(`nodes.${one.verb}`),
    icon: one.icon,
    danger: one.danger,
    disabled: busy,
    run: () => act(one.verb, node.id),
  }));
}
