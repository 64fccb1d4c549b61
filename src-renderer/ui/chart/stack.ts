type Column = readonly (number | null)[];

/** Each series put on top of those before it; a gap adds nothing and stays a gap. The first column is the times. */
export function stackColumns(data: readonly Column[]): Column[] {
  const [times = [], ...series] = data;
  const floor = times.map(() => 0);
  const stacked = series.map((values) =>
    values.map((value, index) => (value === null ? null : (floor[index]! += value))),
  );
  return [times, ...stacked];
}
