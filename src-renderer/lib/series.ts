/** Colours of series: the same node, group or partition keeps its colour on every screen of a session. */
const SERIES_COUNT = 8;
const given = new Map<string, number>();

/** The token name of a thing's series colour; things get colours in the order they first appear. */
export function seriesToken(
  kind: 'node' | 'group' | 'partition' | 'topic',
  id: string | number,
): `--series-${number}` {
  const key = `${kind}:${id}`;
  let index = given.get(key);
  if (index === undefined) {
    const ofKind = [...given.keys()].filter((other) => other.startsWith(`${kind}:`)).length;
    index = ofKind % SERIES_COUNT;
    given.set(key, index);
  }
  return `--series-${index + 1}`;
}
