/**
 * A line of recent values without axes, drawn to the height of a row. Zero is the floor, so a flat line at the bottom
 * means nothing happened. `null` leaves a gap: not measured is not zero. The newest value is at the right edge; a short
 * history leaves room at the left, so that all lines have the same time scale.
 */
export function Sparkline({
  values,
  slots = 60,
  width = 80,
  height = 18,
  label,
  color = 'var(--accent)',
}: {
  values: readonly (number | null)[];
  /** Samples the whole width stands for. */
  slots?: number;
  width?: number;
  height?: number;
  label: string;
  color?: string;
}) {
  // Nothing happened: most lines of a long list, and a drawing each is dear while they scroll by.
  if (!values.some((value) => value))
    return <span className="sparkline flat" style={{ width, height }} role="img" aria-label={label} />;
  return (
    <svg
      className="sparkline"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <path d={`M0 ${height - 0.5}H${width}`} stroke="var(--line)" />
      <path
        d={sparklinePath(padded(values, slots), width, height)}
        fill="none"
        stroke={color}
        strokeWidth="1.25"
        strokeLinejoin="round"
      />
    </svg>
  );
}

/** As many values as there are slots, the newest last. */
export function padded(values: readonly (number | null)[], slots: number): (number | null)[] {
  const missing = Array.from({ length: Math.max(0, slots - values.length) }, () => null);
  return [...missing, ...values.slice(-slots)];
}

/** The SVG path of a sparkline: newest value at the right edge, largest value one pixel under the top. */
export function sparklinePath(values: readonly (number | null)[], width: number, height: number): string {
  const peak = Math.max(0, ...values.map((value) => value ?? 0));
  // Nothing happened: the floor says so, a coloured line on it would only be noise.
  if (peak === 0) return '';
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  let path = '';
  let pen = false;
  values.forEach((value, index) => {
    if (value === null) {
      pen = false;
      return;
    }
    const y = height - 1 - (value / peak) * (height - 2);
    path += `${pen ? 'L' : 'M'}${round(index * step)} ${round(y)}`;
    pen = true;
  });
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
