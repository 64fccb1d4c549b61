/** The pictures of a file of batches; everything they need is handed over. */
import type { BatchRow, SegmentView, StripView as StripAnswer } from '../../../src-main/contract/index.ts';
import { formatCount } from '../../lib/format/index.ts';
import { token } from '../../lib/theme.ts';
import { visibleBatches, xOfByte, type StripView } from './strip-geometry.ts';

export const OVERVIEW_PX = 22;
export const STRIP_PX = 92;
const BATCHES_TOP = 8;
const BATCHES_PX = 38;
const OFFSET_LANE = 56;
const TIME_LANE = 76;
const PIN_PX = 4;

interface Colors {
  readonly panel: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
  readonly accent: string;
  readonly bad: string;
  readonly warn: string;
  /** Plain, compressed, transactional, control. */
  readonly plain: string;
  readonly compressed: string;
  readonly transactional: string;
  readonly control: string;
  readonly time: string;
}

function currentColors(): Colors {
  return {
    panel: token('--panel'),
    line: token('--line'),
    text: token('--text'),
    muted: token('--muted'),
    accent: token('--accent'),
    bad: token('--bad'),
    warn: token('--warn'),
    plain: token('--series-8'),
    compressed: token('--series-3'),
    transactional: token('--series-4'),
    control: token('--series-2'),
    time: token('--series-3'),
  };
}

/** All of the file: how full each stretch is of batches, where something is missing or damaged, what is in view. */
export function drawOverview(
  context: CanvasRenderingContext2D,
  segment: SegmentView,
  view: StripView,
  width: number,
): void {
  const colors = currentColors();
  const whole = { from: 0, to: Math.max(1, segment.sizeBytes) };
  context.fillStyle = colors.panel;
  context.fillRect(0, 0, width, OVERVIEW_PX);
  const { binBytes, batches, removed, flags } = segment.bins;
  for (const [bin, count] of batches.entries()) {
    // On whole pixels: stretches that overlap would show as stripes.
    const x = Math.round(xOfByte(bin * binBytes, whole, width));
    const wide = Math.round(xOfByte((bin + 1) * binBytes, whole, width)) - x;
    if (bin * binBytes < segment.walkedBytes) {
      context.fillStyle = colorOfFlags(flags[bin] ?? 0, colors);
      context.globalAlpha = 0.55;
      context.fillRect(x, 4, wide, OVERVIEW_PX - 8);
      context.globalAlpha = 1;
    }
    if (count > 0 && (removed[bin] ?? 0) > 0) {
      context.fillStyle = colors.warn;
      context.fillRect(x, OVERVIEW_PX - 4, Math.max(1, wide), 3);
    }
  }
  context.fillStyle = colors.bad;
  for (const fault of segment.faults) {
    const x = xOfByte(fault.position, whole, width);
    const end = xOfByte(fault.position + fault.sizeBytes, whole, width);
    context.fillRect(x, 1, Math.max(2, end - x), OVERVIEW_PX - 2);
  }
  const x = xOfByte(view.from, whole, width);
  const end = xOfByte(view.to, whole, width);
  context.strokeStyle = colors.accent;
  context.lineWidth = 2;
  context.strokeRect(
    Math.max(1, x),
    1,
    Math.max(3, Math.min(width - 1, end) - Math.max(1, x)),
    OVERVIEW_PX - 2,
  );
}

export interface StripPicture {
  readonly segment: SegmentView;
  /** Null until the first answer. */
  readonly value: StripAnswer | null;
  readonly view: StripView;
  readonly width: number;
  readonly chosen: number | null;
  readonly hover: number | null;
}

/** The stretch in view: each batch to scale, and under it what the indexes say and which byte that is. */
export function drawStrip(context: CanvasRenderingContext2D, picture: StripPicture): void {
  const { segment, value, view, width, chosen, hover } = picture;
  const colors = currentColors();
  context.font = `11px ${getComputedStyle(document.body).fontFamily}`;
  context.textBaseline = 'middle';
  context.fillStyle = colors.panel;
  context.fillRect(0, BATCHES_TOP, width, BATCHES_PX);
  if (value?.batches === null) drawDensity(context, picture, colors);
  const batches = visibleBatches(value?.batches ?? [], view, width);
  for (const { batch, x, width: wide } of batches) {
    const isChosen = batch.position === chosen;
    const isHovered = hover !== null && hover >= batch.position && hover < batch.position + batch.sizeBytes;
    drawBatch(context, batch, x, wide, colors, isChosen || isHovered);
    if (isChosen) {
      context.strokeStyle = colors.accent;
      context.lineWidth = 2;
      context.strokeRect(x + 1, BATCHES_TOP - 2, Math.max(2, wide - 2), BATCHES_PX + 4);
    }
  }
  context.fillStyle = colors.bad;
  for (const fault of segment.faults) {
    const x = xOfByte(fault.position, view, width);
    const end = xOfByte(fault.position + fault.sizeBytes, view, width);
    if (end < 0 || x > width) continue;
    context.globalAlpha = 0.35;
    context.fillRect(x, BATCHES_TOP, Math.max(3, end - x), BATCHES_PX);
    context.globalAlpha = 1;
    context.fillRect(x, BATCHES_TOP - 6, 3, BATCHES_PX + 8);
  }
  // Over the damage: a batch that has some keeps its name.
  for (const { batch, x, width: wide } of batches) drawLabel(context, batch, x, wide, colors);
  drawPins(context, picture, colors);
}

function drawBatch(
  context: CanvasRenderingContext2D,
  batch: BatchRow,
  x: number,
  wide: number,
  colors: Colors,
  strong: boolean,
): void {
  const gap = wide > 4 ? 1 : 0;
  context.fillStyle = colorOf(batch, colors);
  context.globalAlpha = strong ? 0.85 : 0.5;
  context.fillRect(x, BATCHES_TOP, Math.max(1, wide - gap), BATCHES_PX);
  context.globalAlpha = 1;
  // What compaction took out of it, as an emptied share from the top.
  const span = batch.records + batch.removed;
  if (batch.removed > 0 && span > 0) {
    const height = (batch.removed / span) * BATCHES_PX;
    context.fillStyle = colors.panel;
    context.fillRect(x, BATCHES_TOP, Math.max(1, wide - gap), height);
    context.strokeStyle = colors.warn;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, BATCHES_TOP + 0.5, Math.max(1, wide - gap - 1), height);
  }
  if (batch.gapBefore > 0) {
    context.fillStyle = colors.warn;
    context.fillRect(x - 1, BATCHES_TOP - 3, 3, BATCHES_PX + 6);
  }
}

/** The offset that it begins with, where there is room. */
function drawLabel(
  context: CanvasRenderingContext2D,
  batch: BatchRow,
  x: number,
  wide: number,
  colors: Colors,
): void {
  const label = formatCount(batch.baseOffset);
  if (wide <= label.length * 7 + 8) return;
  // A rim keeps it legible on every colour that a batch may have, chosen or damaged.
  context.strokeStyle = colors.panel;
  context.lineWidth = 3;
  context.lineJoin = 'round';
  context.strokeText(label, x + 4, BATCHES_TOP + BATCHES_PX - 9);
  context.fillStyle = colors.text;
  context.fillText(label, x + 4, BATCHES_TOP + BATCHES_PX - 9);
}

/** Too many batches to draw each: how many begin in each stretch. */
function drawDensity(context: CanvasRenderingContext2D, picture: StripPicture, colors: Colors): void {
  const { segment, view, width } = picture;
  const { binBytes, batches, flags } = segment.bins;
  const most = Math.max(1, ...batches);
  for (const [bin, count] of batches.entries()) {
    const x = Math.round(xOfByte(bin * binBytes, view, width));
    const wide = Math.max(1, Math.round(xOfByte((bin + 1) * binBytes, view, width)) - x);
    if (x + wide < 0 || x > width || count === 0) continue;
    const height = Math.max(2, (count / most) * BATCHES_PX);
    context.fillStyle = colorOfFlags(flags[bin] ?? 0, colors);
    context.globalAlpha = 0.5;
    context.fillRect(x, BATCHES_TOP + BATCHES_PX - height, wide, height);
    context.globalAlpha = 1;
  }
}

function drawPins(context: CanvasRenderingContext2D, picture: StripPicture, colors: Colors): void {
  const { value, view, width, segment } = picture;
  lane(context, OFFSET_LANE, '.index', segment.indexes.index !== null, width, colors);
  lane(context, TIME_LANE, '.timeindex', segment.indexes.timeindex !== null, width, colors);
  if (value === null) return;
  for (const pin of value.offsetPins)
    drawPin(context, xOfByte(pin.position, view, width), OFFSET_LANE, {
      color: pin.sound === false ? colors.bad : colors.accent,
      width,
    });
  for (const pin of value.timePins)
    if (pin.position !== null)
      drawPin(context, xOfByte(pin.position, view, width), TIME_LANE, { color: colors.time, width });
}

function lane(
  context: CanvasRenderingContext2D,
  y: number,
  name: string,
  exists: boolean,
  width: number,
  colors: Colors,
): void {
  context.fillStyle = colors.line;
  context.fillRect(0, y, width, 1);
  const text = exists ? name : `${name} –`;
  context.fillStyle = colors.muted;
  context.fillText(text, width - context.measureText(text).width - 4, y + 9);
}

/** A pin stands in its lane and its needle touches the byte that the entry names. */
function drawPin(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  { color, width }: { color: string; width: number },
): void {
  if (x < -PIN_PX || x > width + PIN_PX) return;
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(x + 0.5, BATCHES_TOP + BATCHES_PX);
  context.lineTo(x + 0.5, y);
  context.stroke();
  context.fillStyle = color;
  context.beginPath();
  context.arc(x + 0.5, y, PIN_PX - 1, 0, 2 * Math.PI);
  context.fill();
}

function colorOf(batch: BatchRow, colors: Colors): string {
  if (batch.control) return colors.control;
  if (batch.transactional) return colors.transactional;
  return batch.codec === 'none' ? colors.plain : colors.compressed;
}

function colorOfFlags(flags: number, colors: Colors): string {
  if ((flags & 1) !== 0) return colors.control;
  if ((flags & 2) !== 0) return colors.transactional;
  return (flags & 4) !== 0 ? colors.compressed : colors.plain;
}
