import { useVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState } from 'react';

const ROW_HEIGHT = 18;
/** Room for sixteen bytes a row; a narrower view shows eight. */
const WIDE_PX = 560;

/** Bytes as offset, hex and ASCII; virtual, so a megabyte is as quick as a line. */
export function HexView({
  bytes,
  label,
  baseOffset = 0,
}: {
  bytes: Uint8Array;
  label: string;
  baseOffset?: number;
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
  // oxlint-disable-next-line react/incompatible-library -- it tells when to draw; nothing of it is memoised here
  const virtualizer = useVirtualizer({
    count: Math.ceil(bytes.length / rowBytes),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 20,
  });
  return (
    <div ref={scroller} className="hex mono" tabIndex={0} role="region" aria-label={label}>
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map((item) => {
          const { offset, hex, ascii } = hexRow(bytes, item.index, baseOffset, rowBytes);
          return (
            <div key={item.key} className="hex-row" style={{ transform: `translateY(${item.start}px)` }}>
              <span className="faint">{offset}</span>
              <span>{hex}</span>
              <span className="muted">{ascii}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** One row of a hex dump: `00000010  48 65 …  He…`; a short last row is padded so that columns stand. */
export function hexRow(
  bytes: Uint8Array,
  row: number,
  baseOffset = 0,
  rowBytes = 16,
): { offset: string; hex: string; ascii: string } {
  const start = row * rowBytes;
  let hex = '';
  let ascii = '';
  for (let i = 0; i < rowBytes; i += 1) {
    const byte = bytes[start + i];
    if (i % 8 === 0 && i > 0) hex += ' ';
    hex += byte === undefined ? '   ' : `${byte.toString(16).padStart(2, '0')} `;
    if (byte !== undefined) ascii += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
  }
  return { offset: (baseOffset + start).toString(16).padStart(8, '0'), hex, ascii };
}

/** Bytes of a base64 text; throws a DOMException when it is none. */
export function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
