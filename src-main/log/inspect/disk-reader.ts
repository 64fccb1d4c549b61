import type { Disk, File } from '../../env/index.ts';

/** A file that is only read. */
export type FileReader = Pick<File, 'path' | 'read' | 'size' | 'close'>;

/** As much of a disk as an onlooker may have: by its type, nothing in this folder can write, lock or remove. */
export interface DiskReader extends Pick<Disk, 'readFile' | 'stat' | 'list'> {
  open(path: string, mode: 'read'): FileReader;
}

/** The bytes of a file from `position` on, as far as they are there. Throws DiskError. */
export function readBytes(disk: DiskReader, path: string, position: number, sizeBytes: number): Buffer {
  const file = disk.open(path, 'read');
  try {
    const bytes = Buffer.alloc(Math.max(0, Math.min(sizeBytes, file.size() - position)));
    return bytes.subarray(0, file.read(bytes, 0, bytes.length, position));
  } finally {
    file.close();
  }
}
