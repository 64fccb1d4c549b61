/** Bytes on disk that are no batch where a batch must be. */
export class CorruptSegmentError extends Error {
  override readonly name = 'CorruptSegmentError';
}

/** What stands where a batch must be is none. */
export function noBatchAt(path: string, position: number): CorruptSegmentError {
  return new CorruptSegmentError(`${path}: no batch at ${position}`);
}
