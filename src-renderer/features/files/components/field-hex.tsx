import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState, type PointerEvent } from 'react';
import { piecesOf, type ByteRange } from '../byte-ranges.ts';
import { BYTES_PER_PAGE, loadBytes, usePages } from '../store.ts';
import { formatCount } from '../../../lib/format/index.ts';
import { t } from '../../../lib/i18n/index.ts';
import { ErrorBlock } from '../../../ui/index.ts';

const ROW_PX = 18;
const WIDE_PX = 620;

/**
 * Bytes as offset, hex and ASCII, each in the colour of the field it belongs to; read a page at a time. A field under
 * the pointer, here or in the list of fields, is lit in both.
 */
export function FieldHex({
  path,
  start,
  sizeBytes,
  body,
  version,
  ranges,
  lit,
  onLight,
  reveal,
  label,
}: {
  path: string;
  /** Of the first byte shown, in the file (0 for decompressed records). */
  start: number;
  sizeBytes: number;
  /** The batch whose decompressed records are shown; null: the file's own bytes. */
  body: number | null;
  version: string;
  /** From the first byte shown. */
  ranges: readonly ByteRange[];
  lit: string | null;
  onLight: (key: string | null) => void;
  /** Brought into view when it changes. */
  reveal: string | null;
  label: string;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [rowBytes, setRowBytes] = useState(16);
  useLayoutEffect(() => {
    const element = scroller.current!;
    const measure = (): void => setRowBytes(element.clientWidth < WIDE_PX ? 8 : 16);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const pages = usePages<number>(
    `${path} ${start} ${body} ${version}`,
    BYTES_PER_PAGE,
    async (from, count, signal) =>
      Array.from(await loadBytes(path, start + from, Math.min(count, sizeBytes - from), body, signal)),
    t('scope.bytesFailed'),
  );
  // oxlint-disable-next-line react/incompatible-library -- it tells when to draw; nothing of it is memoised here
  const virtualizer = useVirtualizer({
    count: Math.ceil(sizeBytes / rowBytes),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
  });
  const items = virtualizer.getVirtualItems();
  const first = items.at(0)?.index;
  const last = items.at(-1)?.index;
  const { want } = pages;
  useEffect(() => {
    if (first !== undefined && last !== undefined)
      want(first * rowBytes, Math.min(sizeBytes, (last + 1) * rowBytes) - 1);
  });
  useEffect(() => {
    const range = reveal === null ? undefined : ranges.find(({ key }) => key === reveal);
    if (range !== undefined) virtualizer.scrollToIndex(Math.floor(range.start / rowBytes), { align: 'auto' });
  }, [reveal, ranges, rowBytes, virtualizer]);

  const onPointerOver = (event: PointerEvent): void => {
    const key = (event.target as HTMLElement).closest<HTMLElement>('[data-field]')?.dataset.field;
    onLight(key ?? null);
  };
  const litRange = lit === null ? undefined : ranges.find(({ key }) => key === lit);
  return (
    <>
      {pages.failure && <ErrorBlock failure={pages.failure} />}
      <div
        ref={scroller}
        className="field-hex mono"
        tabIndex={0}
        role="region"
        aria-label={label}
        data-testid="field-hex"
        onPointerOver={onPointerOver}
        onPointerLeave={() => onLight(null)}
      >
        <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
          {items.map((item) => (
            <HexRow
              key={item.key}
              top={item.start}
              from={item.index * rowBytes}
              to={Math.min(sizeBytes, (item.index + 1) * rowBytes)}
              rowBytes={rowBytes}
              start={start}
              byteAt={pages.row}
              ranges={ranges}
              lit={litRange}
            />
          ))}
        </div>
      </div>
      <div className="hex-says small" data-testid="hex-says" aria-live="polite">
        {litRange ? (
          <>
            <strong>{litRange.name}</strong> <code>{litRange.value}</code>{' '}
            <span className="muted">
              {t('scope.bytesAt', {
                from: formatCount(start + litRange.start),
                count: litRange.sizeBytes,
              })}
            </span>
          </>
        ) : (
          <span className="muted">{t('scope.hexHint')}</span>
        )}
      </div>
    </>
  );
}

function HexRow({
  top,
  from,
  to,
  rowBytes,
  start,
  byteAt,
  ranges,
  lit,
}: {
  top: number;
  from: number;
  to: number;
  rowBytes: number;
  start: number;
  byteAt: (index: number) => number | undefined;
  ranges: readonly ByteRange[];
  lit: ByteRange | undefined;
}) {
  const pieces = piecesOf(ranges, from, to);
  return (
    <div className="hex-row" style={{ transform: `translateY(${top}px)` }}>
      <span className="faint">{(start + from).toString(16).padStart(8, '0')}</span>
      <span style={{ minWidth: `${rowBytes * 3 + (rowBytes > 8 ? 1 : 0)}ch` }}>
        {pieces.map((piece) => (
          <Piece key={piece.from} range={piece.range} lit={lit}>
            {hexOf(byteAt, from, piece.from, piece.to)}
          </Piece>
        ))}
      </span>
      <span>
        {pieces.map((piece) => (
          <Piece key={piece.from} range={piece.range} lit={lit}>
            {asciiOf(byteAt, from + piece.from, from + piece.to)}
          </Piece>
        ))}
      </span>
    </div>
  );
}

function Piece({
  range,
  lit,
  children,
}: {
  range: ByteRange | null;
  lit: ByteRange | undefined;
  children: string;
}) {
  if (range === null) return <span className="muted">{children}</span>;
  const isLit = lit !== undefined && range.key === lit.key;
  return (
    <span className={`hx hx-${range.color}`} data-field={range.key} data-lit={isLit || undefined}>
      {children}
    </span>
  );
}

function hexOf(byteAt: (index: number) => number | undefined, row: number, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += 1) {
    const byte = byteAt(row + at);
    if (at === 8) text += ' ';
    text += byte === undefined ? '·· ' : `${byte.toString(16).padStart(2, '0')} `;
  }
  return text;
}

function asciiOf(byteAt: (index: number) => number | undefined, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += 1) {
    const byte = byteAt(at);
    text += byte === undefined ? ' ' : byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  }
  return text;
}
