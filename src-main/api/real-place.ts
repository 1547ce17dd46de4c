// Where a path really leads, whether or not there is something.
import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { systemErrorCode } from '../store/sqlite-errors.ts';

export interface RealPlace {
  /** Without links, up to what is missing. */
  readonly path: string;
  /** Parts at its end that are not there. */
  readonly numMissing: number;
}

/** As many as Linux follows. */
const maxLinks = 40;

/**
 * The real place of an absolute path, also of what is yet to be made: writing to a link whose target is missing makes
 * the target. Nothing for links in a circle and for names no system takes.
 */
export function realPlace(path: string, links = maxLinks): RealPlace | undefined {
  if (links === 0 || path.includes('\0')) return undefined;
  const real = existingPath(path);
  if (real !== undefined) return { path: real, numMissing: 0 };
  const folder = dirname(path);
  if (folder === path) return undefined;
  const above = realPlace(folder, links - 1);
  if (above === undefined) return undefined;
  const place = join(above.path, basename(path));
  const target = above.numMissing === 0 ? linkTarget(place) : undefined;
  if (target !== undefined) return realPlace(resolve(above.path, target), links - 1);
  return { path: place, numMissing: above.numMissing + 1 };
}

/** The real path of what is there. */
export function existingPath(path: string): string | undefined {
  return unlessAbsent(() => realpathSync(path));
}

function linkTarget(path: string): string | undefined {
  return unlessAbsent(() => readlinkSync(path));
}

function unlessAbsent(look: () => string): string | undefined {
  try {
    return look();
  } catch (error) {
    if (systemErrorCode(error) !== undefined) return undefined;
    throw error;
  }
}
