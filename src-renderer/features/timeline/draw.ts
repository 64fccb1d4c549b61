/** The picture of the timeline; everything it needs is handed over. */
import { TRAFFIC_INTERVAL_MS, type TrafficSample } from '../../../src-main/contract/index.ts';
import { formatClock, formatDuration } from '../../lib/format/index.ts';
import { t } from '../../lib/i18n/index.ts';
import { token } from '../../lib/theme.ts';
import type { Gap } from './gaps.ts';
import { LABELS_PX, ticksOf, xOf, type Axis, type Row } from './geometry.ts';
import type { Item } from './items.ts';
import { laneOf, toneOf, type LaneId, type NodeSpan } from './lanes.ts';

export interface Picture {
  readonly rows: readonly Row[];
  readonly axis: Axis;
  readonly items: readonly Item[];
  readonly spans: readonly NodeSpan[];
  readonly samples: readonly TrafficSample[];
  readonly gaps: { readonly acked: readonly Gap[]; readonly delivered: readonly Gap[] };
  readonly selected: string | null;
  readonly nowMs: number;
}

interface Colors {
  readonly bg: string;
  readonly panel: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly ok: string;
  readonly warn: string;
  readonly bad: string;
}

/** Faults are drawn through all lanes: what follows below them is their effect. */
const FAULTS = new Set(['process-killed', 'process-died', 'process-died-restarts', 'process-paused']);

/** The row that an item lies in, if it is shown. */
export function rowOf(item: Item, rows: readonly Row[]): Row | null {
  if (item.fact === null) return rows.find(({ id }) => id === item.kind.slice('gap-'.length)) ?? null;
  const lane = laneOf(item.fact);
  const id = lane === 'processes' ? `node-${item.fact.node}` : lane;
  return rows.find((row) => row.id === id) ?? null;
}

export function draw(context: CanvasRenderingContext2D, picture: Picture): void {
  const { rows, axis } = picture;
  const colors = currentColors();
  const height = rows.at(-1)!.top + rows.at(-1)!.height;
  context.clearRect(0, 0, axis.width, height);
  context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  context.textBaseline = 'middle';
  drawAxis(context, picture, colors, height);
  context.save();
  context.beginPath();
  context.rect(LABELS_PX, 0, axis.width - LABELS_PX, height);
  context.clip();
  drawFaults(context, picture, colors, height);
  for (const row of rows) {
    if (row.kind === 'node') drawSpans(context, row, picture, colors);
    if (row.kind === 'traffic') drawTraffic(context, row, picture, colors);
  }
  drawMarks(context, picture, colors);
  drawSelected(context, picture, colors, height);
  context.restore();
  drawLabels(context, picture, colors);
}

function currentColors(): Colors {
  const names = ['bg', 'panel', 'line', 'text', 'muted', 'accent', 'ok', 'warn', 'bad'] as const;
  return Object.fromEntries(names.map((name) => [name, token(`--${name}`)])) as unknown as Colors;
}

function drawAxis(
  context: CanvasRenderingContext2D,
  { rows, axis }: Picture,
  colors: Colors,
  height: number,
) {
  const foot = rows.at(-1)!;
  context.strokeStyle = colors.line;
  context.lineWidth = 1;
  for (const row of rows)
    line(context, 0, row.top + row.height - 0.5, axis.width, row.top + row.height - 0.5);
  context.fillStyle = colors.muted;
  for (const atMs of ticksOf(axis)) {
    const x = Math.round(xOf(atMs, axis)) + 0.5;
    if (x < LABELS_PX) continue;
    context.globalAlpha = 0.5;
    line(context, x, 0, x, height - foot.height);
    context.globalAlpha = 1;
    fillWhole(context, formatClock(atMs), x, foot.top + foot.height / 2, axis);
  }
  line(context, LABELS_PX - 0.5, 0, LABELS_PX - 0.5, height);
}

function drawLabels(context: CanvasRenderingContext2D, { rows }: Picture, colors: Colors) {
  context.textAlign = 'start';
  for (const row of rows) {
    if (row.kind === 'axis') continue;
    context.fillStyle = colors.text;
    const label =
      row.kind === 'node'
        ? t('node.name', { id: row.id.slice('node-'.length) })
        : t(`timeline.lane.${row.id as LaneId | 'acked' | 'delivered'}`);
    context.fillText(label, 12, row.kind === 'traffic' ? row.top + 14 : row.top + row.height / 2);
  }
}

function drawFaults(
  context: CanvasRenderingContext2D,
  { items, axis }: Picture,
  colors: Colors,
  height: number,
) {
  context.strokeStyle = colors.bad;
  context.setLineDash([2, 3]);
  for (const { kind, atMs } of items) {
    if (!FAULTS.has(kind)) continue;
    const x = Math.round(xOf(atMs, axis)) + 0.5;
    line(context, x, 0, x, height);
  }
  context.setLineDash([]);
}

function drawSpans(
  context: CanvasRenderingContext2D,
  row: Row,
  { spans, axis, nowMs }: Picture,
  colors: Colors,
) {
  const top = row.top + row.height / 2 - 3;
  for (const span of spans) {
    if (`node-${span.node}` !== row.id) continue;
    const from = xOf(Math.max(span.fromMs, axis.fromMs), axis);
    const to = xOf(Math.min(span.toMs, axis.toMs, nowMs), axis);
    if (to <= from) continue;
    if (span.state === 'down') {
      context.strokeStyle = colors.bad;
      context.strokeRect(from + 0.5, top + 0.5, to - from - 1, 5);
    } else {
      context.fillStyle = span.state === 'up' ? colors.ok : colors.warn;
      context.fillRect(from, top, to - from, 6);
      if (span.state === 'paused') hatch(context, from, top, to - from, 6, colors.bg);
    }
  }
}

function drawTraffic(context: CanvasRenderingContext2D, row: Row, picture: Picture, colors: Colors) {
  const { samples, axis, gaps } = picture;
  const what = row.id as 'acked' | 'delivered';
  const pxPerInterval = xOf(TRAFFIC_INTERVAL_MS, axis) - xOf(0, axis);
  // Bars are at least three pixels wide: many intervals share one where the axis is long.
  const stride = Math.max(1, Math.ceil(3 / pxPerInterval)) * TRAFFIC_INTERVAL_MS;
  const bars = new Map<number, { count: number; refused: number }>();
  for (const sample of samples) {
    if (sample.atMs < axis.fromMs - stride || sample.atMs > axis.toMs) continue;
    const at = Math.floor(sample.atMs / stride) * stride;
    const bar = bars.get(at) ?? { count: 0, refused: 0 };
    bars.set(at, { count: bar.count + sample[what], refused: bar.refused + sample.refused });
  }
  const most = Math.max(0, ...[...bars.values()].map(({ count }) => count));
  const base = row.top + row.height - 1;
  const room = row.height - 18;
  const rate = most === 0 ? '' : t('timeline.perSecond', { count: Math.round((most * 1_000) / stride) });
  // The right end of the row says the rate: nothing else is written there.
  const ratePx = most === 0 ? 2 : Math.ceil(context.measureText(rate).width) + RATE_END_PX + APART_PX;
  drawGaps(context, gaps[what], row, { axis, ratePx, colors });
  context.fillStyle = colors.accent;
  for (const [at, { count, refused }] of bars) {
    const x = xOf(at, axis);
    const width = Math.max(1, xOf(at + stride, axis) - x - 1);
    const height = most === 0 ? 0 : (count / most) * room;
    context.fillRect(x, base - height, width, height);
    if (what === 'acked' && refused > 0) {
      context.fillStyle = colors.bad;
      context.fillRect(x, base - 4, width, 4);
      context.fillStyle = colors.accent;
    }
  }
  if (most === 0) return;
  context.fillStyle = colors.muted;
  context.textAlign = 'end';
  context.fillText(rate, axis.width - RATE_END_PX, row.top + 9);
}

const RATE_END_PX = 16;
/** Between two texts in one row. */
const APART_PX = 4;

/** How long one was stands above it; where there is no room for all, above the longest. */
function drawGaps(
  context: CanvasRenderingContext2D,
  gaps: readonly Gap[],
  row: Row,
  { axis, ratePx, colors }: { axis: Axis; ratePx: number; colors: Colors },
) {
  const lengths: { ms: number; text: string; x: number; half: number }[] = [];
  context.strokeStyle = colors.bad;
  for (const gap of gaps) {
    const from = xOf(Math.max(gap.fromMs, axis.fromMs), axis);
    const to = xOf(Math.min(gap.toMs, axis.toMs), axis);
    if (to <= from) continue;
    hatch(context, from, row.top + 17, to - from, row.height - 18, colors.bad);
    context.strokeRect(from + 0.5, row.top + 17.5, to - from - 1, row.height - 19);
    const ms = gap.toMs - gap.fromMs;
    const text = formatDuration(Math.round(ms / 100) * 100);
    const half = context.measureText(text).width / 2;
    lengths.push({ ms, text, half, x: whole((from + to) / 2, half, axis, ratePx) });
  }
  context.fillStyle = colors.bad;
  context.textAlign = 'center';
  const written: typeof lengths = [];
  for (const one of lengths.toSorted((a, b) => b.ms - a.ms)) {
    if (written.some(({ x, half }) => Math.abs(x - one.x) < half + one.half + APART_PX)) continue;
    written.push(one);
    context.fillText(one.text, one.x, row.top + 9);
  }
}

/** The middle of a text, moved as far as it must be to stand whole between the labels and the right edge. */
function whole(x: number, half: number, { width }: Axis, rightPx: number): number {
  return Math.max(LABELS_PX + 2 + half, Math.min(x, width - rightPx - half));
}

function fillWhole(context: CanvasRenderingContext2D, text: string, x: number, y: number, axis: Axis): void {
  const half = context.measureText(text).width / 2;
  context.textAlign = 'center';
  context.fillText(text, whole(x, half, axis, 2), y);
}

/** Events that lie on each other share a mark, with their number beside it. */
function drawMarks(context: CanvasRenderingContext2D, { items, rows, axis }: Picture, colors: Colors) {
  const marks = new Map<string, { item: Item; row: Row; x: number; count: number }>();
  for (const item of items) {
    if (item.fact === null || item.atMs < axis.fromMs || item.atMs > axis.toMs) continue;
    const row = rowOf(item, rows);
    if (row === null) continue;
    const x = xOf(item.atMs, axis);
    const place = `${row.id} ${item.kind} ${toneOf(item.fact)} ${Math.round(x / 5)}`;
    const mark = marks.get(place);
    if (mark === undefined) marks.set(place, { item, row, x, count: 1 });
    else mark.count++;
  }
  const inOrder = [...marks.values()].toSorted((a, b) => a.row.top - b.row.top || a.x - b.x);
  for (const [index, { item, row, x, count }] of inOrder.entries()) {
    const y = row.top + row.height / 2;
    const tone = toneOf(item.fact!);
    context.fillStyle = tone === 'plain' ? colors.accent : colors[tone];
    context.strokeStyle = context.fillStyle;
    shape(context, item.kind, tone, x, y);
    if (count < 3) continue;
    // A number needs room up to the next mark; who zooms in gets it.
    const next = inOrder[index + 1];
    const toPx = next?.row === row ? next.x - 6 : axis.width;
    if (x + 7 + context.measureText(String(count)).width > toPx) continue;
    context.fillStyle = colors.muted;
    context.textAlign = 'start';
    context.fillText(String(count), x + 7, y);
  }
}

/** The shape says the kind, so that colour need not. */
function shape(context: CanvasRenderingContext2D, kind: string, tone: string, x: number, y: number): void {
  context.beginPath();
  if (kind === 'leader-elected') polygon(context, [x, y - 5, x + 5, y + 4, x - 5, y + 4]);
  else if (kind === 'isr-changed') {
    const way = tone === 'bad' ? 1 : -1;
    polygon(context, [x, y + 5 * way, x + 5, y - 4 * way, x - 5, y - 4 * way]);
  } else if (kind === 'quorum-elected') polygon(context, [x, y - 5, x + 5, y, x, y + 5, x - 5, y]);
  else if (kind === 'quorum-voted' || kind === 'quorum-changed') {
    context.arc(x, y, 3, 0, Math.PI * 2);
    context.stroke();
    return;
  } else if (kind.startsWith('broker-')) context.rect(x - 4, y - 4, 8, 8);
  else if (kind === 'process-paused') {
    context.rect(x - 4, y - 6, 3, 12);
    context.rect(x + 1, y - 6, 3, 12);
  } else if (tone === 'bad') {
    context.lineWidth = 2;
    line(context, x - 4, y - 4, x + 4, y + 4);
    line(context, x + 4, y - 4, x - 4, y + 4);
    context.lineWidth = 1;
    return;
  } else context.arc(x, y, 3.5, 0, Math.PI * 2);
  context.fill();
}

function drawSelected(
  context: CanvasRenderingContext2D,
  { items, selected, axis }: Picture,
  colors: Colors,
  height: number,
) {
  const item = items.find(({ key }) => key === selected);
  if (item === undefined) return;
  const x = Math.round(xOf(item.atMs, axis)) + 0.5;
  context.strokeStyle = colors.text;
  line(context, x, 0, x, height);
}

function line(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

function polygon(context: CanvasRenderingContext2D, points: readonly number[]): void {
  for (let index = 0; index < points.length; index += 2) context.lineTo(points[index]!, points[index + 1]!);
  context.closePath();
}

function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  color: string,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = color;
  for (let at = x - height; at < x + width; at += 6) line(context, at, y + height, at + height, y);
  context.restore();
}
