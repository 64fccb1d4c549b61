import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { BatchRow, SegmentView } from '../../../../src-main/contract/index.ts';
import { formatBytes, formatCount, formatTime } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { useThemeVersion } from '../../../lib/theme.ts';
import { ErrorBlock } from '../../../ui/index.ts';
import { drawOverview, drawStrip, OVERVIEW_PX, STRIP_PX } from '../draw-strip.ts';
import { useStrip } from '../store.ts';
import { byteAtX, fitted, revealed, zoomed, type StripView } from '../strip-geometry.ts';

/** So many batches, or so, fill the strip when a file is opened. */
const BATCHES_AT_FIRST = 60;
const ZOOM = 1.3;

/**
 * The file to scale: above, all of it in a thousand stretches; below, the stretch in view batch by batch, with what
 * the indexes point at. One tab stop: arrows go from batch to batch, plus and minus zoom.
 */
export function SegmentStrip({
  segment,
  chosen,
  onChoose,
}: {
  segment: SegmentView;
  chosen: BatchRow | null;
  onChoose: (batch: BatchRow) => void;
}) {
  const { path, sizeBytes, generation } = segment;
  const host = useRef<HTMLDivElement>(null);
  const overview = useRef<HTMLCanvasElement>(null);
  const strip = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(800);
  const [hover, setHover] = useState<number | null>(null);
  const theme = useThemeVersion();
  const [wanted, setWanted] = useState<StripView | null>(null);
  const average = segment.batches === 0 ? sizeBytes : segment.walkedBytes / segment.batches;
  const view = useMemo(
    () => fitted(wanted ?? { from: 0, to: average * BATCHES_AT_FIRST }, sizeBytes),
    [wanted, average, sizeBytes],
  );
  const setView = (next: StripView): void => setWanted(fitted(next, sizeBytes));

  // What is chosen elsewhere is brought into view.
  const chosenAt = chosen?.position ?? null;
  const [shown, setShown] = useState<number | null>(null);
  if (chosen !== null && chosenAt !== shown) {
    setShown(chosenAt);
    setWanted(revealed(view, chosen.position, chosen.position + chosen.sizeBytes, sizeBytes));
  }

  const version = `${generation} ${segment.walked ? sizeBytes : 'walking'} ${segment.crc.batches}`;
  const { value, failure } = useStrip(path, view, version);

  useLayoutEffect(() => {
    const element = host.current!;
    const measure = (): void => setWidth(Math.max(100, element.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const context = prepared(overview.current!, width, OVERVIEW_PX);
    drawOverview(context, segment, view, width);
  }, [segment, view, width, theme]);
  useLayoutEffect(() => {
    const context = prepared(strip.current!, width, STRIP_PX);
    drawStrip(context, { segment, value, view, width, chosen: chosenAt, hover });
  }, [segment, value, view, width, chosenAt, hover, theme]);

  // React listens to wheels passively, and the page must not scroll instead.
  const latest = useRef({ view, width, sizeBytes });
  useEffect(() => {
    latest.current = { view, width, sizeBytes };
  });
  useEffect(() => {
    const element = strip.current!;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const now = latest.current;
      const span = now.view.to - now.view.from;
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
        const by = ((event.deltaX || event.deltaY) / now.width) * span;
        setWanted(fitted({ from: now.view.from + by, to: now.view.to + by }, now.sizeBytes));
        return;
      }
      const pivot = byteAtX(event.offsetX, now.view, now.width);
      setWanted(zoomed(now.view, pivot, event.deltaY > 0 ? ZOOM : 1 / ZOOM, now.sizeBytes));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);

  const batches = value?.batches ?? [];
  const batchAt = (position: number): BatchRow | undefined =>
    batches.find((batch) => position >= batch.position && position < batch.position + batch.sizeBytes);
  const step = (by: 1 | -1): void => {
    const at = batches.findIndex(({ position }) => position === chosenAt);
    const next = at < 0 ? batches.at(by > 0 ? 0 : -1) : batches[at + by];
    if (next !== undefined) onChoose(next);
  };
  const span = view.to - view.from;
  const middle = (view.from + view.to) / 2;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowRight') step(1);
    else if (event.key === 'ArrowLeft') step(-1);
    else if (event.key === '+' || event.key === '=') setView(zoomed(view, middle, 1 / ZOOM, sizeBytes));
    else if (event.key === '-') setView(zoomed(view, middle, ZOOM, sizeBytes));
    else if (event.key === 'PageDown') setView({ from: view.from + span / 2, to: view.to + span / 2 });
    else if (event.key === 'PageUp') setView({ from: view.from - span / 2, to: view.to - span / 2 });
    else if (event.key === 'Home') setView({ from: 0, to: span });
    else if (event.key === 'End') setView({ from: sizeBytes - span, to: sizeBytes });
    else return;
    event.preventDefault();
  };
  const drag = useRef<{ x: number; view: StripView; moved: boolean } | null>(null);
  const hovered = hover === null ? undefined : batchAt(hover);
  const pins = value === null ? [] : [...value.offsetPins, ...value.timePins];
  return (
    <div className="strip" ref={host}>
      <canvas
        ref={overview}
        className="strip-overview"
        style={{ height: OVERVIEW_PX }}
        aria-hidden
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          centreOn(event.nativeEvent.offsetX);
        }}
        onPointerMove={(event) => {
          if (event.buttons === 1) centreOn(event.nativeEvent.offsetX);
        }}
      />
      <canvas
        ref={strip}
        className="strip-batches"
        style={{ height: STRIP_PX }}
        tabIndex={0}
        role="img"
        aria-label={t('scope.strip.label', {
          batches: formatCount(batches.length),
          from: formatBytes(view.from),
          to: formatBytes(view.to),
        })}
        data-testid="segment-strip"
        data-batches={batches.length}
        data-offset-pins={value?.offsetPins.length ?? 0}
        data-time-pins={value?.timePins.length ?? 0}
        data-unsound-pins={value?.offsetPins.filter(({ sound }) => sound === false).length ?? 0}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, view, moved: false };
        }}
        onPointerMove={(event) => {
          setHover(byteAtX(event.nativeEvent.offsetX, view, width));
          const from = drag.current;
          if (from === null || (!from.moved && Math.abs(event.clientX - from.x) < 4)) return;
          from.moved = true;
          const by = ((from.x - event.clientX) / width) * span;
          setView({ from: from.view.from + by, to: from.view.to + by });
        }}
        onPointerLeave={() => setHover(null)}
        onPointerUp={(event) => {
          const from = drag.current;
          drag.current = null;
          if (from === null || from.moved) return;
          const position = byteAtX(event.nativeEvent.offsetX, view, width);
          const hit = batchAt(position);
          if (hit !== undefined) onChoose(hit);
          // Where batches are too small to be met, a click goes nearer.
          else if (value?.batches === null) setView(zoomed(view, position, 1 / 8, sizeBytes));
        }}
      />
      <div className="strip-says small muted" data-testid="strip-says">
        {hovered !== undefined
          ? t('scope.strip.batch', {
              from: formatCount(hovered.baseOffset),
              to: formatCount(hovered.lastOffset),
              records: formatCount(hovered.records),
              size: formatBytes(hovered.sizeBytes),
              time: formatTime(hovered.maxTimestampMs),
            })
          : value?.batches === null
            ? t('scope.strip.many', { from: formatCount(view.from), to: formatCount(view.to) })
            : t('scope.strip.says', {
                from: formatCount(view.from),
                to: formatCount(view.to),
                batches: batches.length,
                pins: pins.length,
              })}
      </div>
      {failure && <ErrorBlock failure={failure} />}
    </div>
  );

  function centreOn(x: number): void {
    const position = byteAtX(x, { from: 0, to: Math.max(1, sizeBytes) }, width);
    setView({ from: position - span / 2, to: position + span / 2 });
  }
}

function prepared(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const scale = devicePixelRatio;
  if (canvas.width !== width * scale || canvas.height !== height * scale) {
    canvas.width = width * scale;
    canvas.height = height * scale;
  }
  const context = canvas.getContext('2d')!;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}
