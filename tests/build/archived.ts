// The packed window's entry run out of its archive, and files beside the archive changed for a while.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { listPackage, statFile } from '@electron/asar';

/** What `start-packed.ts` prints. */
export interface PackedStart {
  /** Title and text of each dialog. */
  readonly said: readonly (readonly [string, string])[];
  readonly ended: readonly (readonly number[])[];
  readonly opened: readonly (readonly string[])[];
  /** How many libraries were loaded before Electron was ready. */
  readonly early: number;
  readonly libraries: readonly string[];
}

export function startPacked(archive: string, store: string, locale: string): PackedStart {
  const program = fileURLToPath(new URL('start-packed.ts', import.meta.url));
  const printed = execFileSync(process.execPath, [program, archive, store, locale], { encoding: 'utf8' });
  return JSON.parse(printed.trim().split('\n').at(-1) ?? '');
}

/** The files that lie inside, with a leading `/` as in `listPackage`. */
export function filesInside(archive: string): readonly string[] {
  return listPackage(archive, { isPack: false }).filter((path) => {
    const stat = statFile(archive, path.slice(1));
    return !('files' in stat) && !stat.unpacked;
  });
}

/** Turns one bit of a file while `act` runs. A new file: the packed one may be a link to what it was packed from. */
export function whileChanged<Result>(file: string, act: () => Result): Result {
  const before = readFileSync(file);
  const after = Buffer.from(before);
  const middle = after.length >> 1;
  after[middle] = (after[middle] ?? 0) ^ 1;
  rmSync(file);
  writeFileSync(file, after);
  try {
    return act();
  } finally {
    writeFileSync(file, before);
  }
}
