/** A stretch of a file's bytes on a line of pixels. Pure. */
export interface StripView {
  readonly from: number;
  readonly to: number;
}

const NARROWEST_BYTES = 64;

export function xOfByte(position: number, view: StripView, width: number): number {
  return ((position - view.from) / (view.to - view.from)) * width;
}

export function byteAtX(x: number, view: StripView, width: number): number {
  return Math.floor(view.from + (x / width) * (view.to - view.from));
}

/** Within the file, no narrower than a header, whatever was asked for. */
export function fitted(view: StripView, fileBytes: number): StripView {
  const span = Math.min(Math.max(view.to - view.from, NARROWEST_BYTES), Math.max(fileBytes, NARROWEST_BYTES));
  const from = Math.round(Math.max(0, Math.min(view.from, fileBytes - span)));
  return { from, to: Math.round(from + span) };
}

/** Zoomed so that the byte under the pointer stays under it; `factor` below 1 shows less. */
export function zoomed(view: StripView, pivot: number, factor: number, fileBytes: number): StripView {
  const span = (view.to - view.from) * factor;
  const share = (pivot - view.from) / (view.to - view.from);
  const from = pivot - span * share;
  return fitted({ from, to: from + span }, fileBytes);
}

/** The same width around a stretch that must be seen; unmoved when it is seen already. */
export function revealed(view: StripView, from: number, to: number, fileBytes: number): StripView {
  if (from >= view.from && to <= view.to) return view;
  const span = Math.max(view.to - view.from, (to - from) * 4);
  const middle = (from + to) / 2;
  return fitted({ from: middle - span / 2, to: middle + span / 2 }, fileBytes);
}

/** The batches that are drawn: none smaller than a pixel, those at the same pixel once. */
export function visibleBatches<T extends { readonly position: number; readonly sizeBytes: number }>(
  batches: readonly T[],
  view: StripView,
  width: number,
): { batch: T; x: number; width: number }[] {
  const shown: { batch: T; x: number; width: number }[] = [];
  for (const batch of batches) {
    const x = xOfByte(batch.position, view, width);
    const end = xOfByte(batch.position + batch.sizeBytes, view, width);
    if (end < 0 || x > width) continue;
    shown.push({ batch, x, width: Math.max(1, end - x) });
  }
  return shown;
}
