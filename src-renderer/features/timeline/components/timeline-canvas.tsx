import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { t } from '../../../lib/i18n/index.ts';
import { useThemeVersion } from '../../../lib/theme.ts';
import { draw, rowOf, type Picture } from '../draw.ts';
import { heightOf, nearest, rowsOf, timeAt, xOf } from '../geometry.ts';
import type { Item } from '../items.ts';
import type { LaneId } from '../lanes.ts';
import { useLatest } from '../store.ts';

export interface TimelineCanvasProps extends Omit<Picture, 'rows' | 'axis'> {
  readonly lanes: readonly LaneId[];
  readonly nodes: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly onSelect: (item: Item) => void;
  /** Moves the end of what is shown, and how long it is. */
  readonly onView: (toMs: number, spanMs: number) => void;
  readonly onFollow: () => void;
}

const ZOOM = 1.25;

/** The axis with its lanes. One tab stop: arrows go from event to event, plus and minus zoom, the wheel does both. */
export function TimelineCanvas(props: TimelineCanvasProps) {
  const { lanes, nodes, fromMs, toMs, items, onSelect, onView, onFollow } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(800);
  const theme = useThemeVersion();
  const rows = useMemo(() => rowsOf(lanes, nodes), [lanes, nodes]);
  const height = heightOf(rows);
  const axis = useMemo(() => ({ fromMs, toMs, width }), [fromMs, toMs, width]);
  const inView = items.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs).length;

  useLayoutEffect(() => {
    const element = host.current!;
    const measure = (): void => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = canvas.current!;
    const scale = devicePixelRatio;
    if (element.width !== width * scale || element.height !== height * scale) {
      element.width = width * scale;
      element.height = height * scale;
    }
    const context = element.getContext('2d')!;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    draw(context, { ...props, rows, axis });
    // Every property is part of the picture; the theme is read while drawing.
  }, [props, rows, axis, width, height, theme]);

  // React listens to wheels passively, and the page must not scroll instead.
  const latest = useLatest({ axis, onView });
  useEffect(() => {
    const element = canvas.current!;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const { axis: now, onView: view } = latest.current;
      const span = now.toMs - now.fromMs;
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
        view(now.toMs + ((event.deltaX || event.deltaY) / now.width) * span, span);
        return;
      }
      const pivot = timeAt(event.offsetX, now);
      const next = span * (event.deltaY > 0 ? ZOOM : 1 / ZOOM);
      view(pivot + ((now.toMs - pivot) / span) * next, next);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [latest]);

  const step = (by: 1 | -1): void => {
    const ordered = items.toSorted((a, b) => a.atMs - b.atMs);
    const at = ordered.findIndex(({ key }) => key === props.selected);
    const next = at < 0 ? ordered.at(by > 0 ? 0 : -1) : ordered[at + by];
    if (next !== undefined) onSelect(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const span = toMs - fromMs;
    if (event.key === 'ArrowLeft') step(-1);
    else if (event.key === 'ArrowRight') step(1);
    else if (event.key === '+' || event.key === '=') onView(toMs, span / ZOOM);
    else if (event.key === '-') onView(toMs, span * ZOOM);
    else if (event.key === 'PageUp') onView(toMs - span / 2, span);
    else if (event.key === 'PageDown') onView(toMs + span / 2, span);
    else if (event.key === 'Home') onFollow();
    else return;
    event.preventDefault();
  };

  const drag = useRef<{ x: number; toMs: number; moved: boolean } | null>(null);
  return (
    <div ref={host} className="timeline-host">
      <canvas
        ref={canvas}
        className="timeline-canvas"
        style={{ height }}
        tabIndex={0}
        role="img"
        aria-label={t('timeline.canvas', { count: inView })}
        data-testid="timeline-canvas"
        data-events={inView}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, toMs, moved: false };
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (from === null || (!from.moved && Math.abs(event.clientX - from.x) < 4)) return;
          from.moved = true;
          const perPx = timeAt(1, axis) - timeAt(0, axis);
          onView(from.toMs - (event.clientX - from.x) * perPx, toMs - fromMs);
        }}
        onPointerUp={(event) => {
          const from = drag.current;
          drag.current = null;
          if (from === null || from.moved) return;
          const box = event.currentTarget.getBoundingClientRect();
          const hit = nearest(items, event.clientX - box.left, event.clientY - box.top, (item) => {
            const row = rowOf(item, rows);
            return row === null ? null : { x: xOf(item.atMs, axis), row };
          });
          if (hit !== null) onSelect(hit);
        }}
      />
    </div>
  );
}
