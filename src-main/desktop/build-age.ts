// Whether something built is older than what it was built from.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** True when `output` is missing, or any of `sources` (files, or folders with all that is in them) is newer. */
export function isStale(output: string, sources: readonly string[]): boolean {
  if (!existsSync(output)) return true;
  const builtMs = statSync(output).mtimeMs;
  return sources.some((source) => newestMs(source) > builtMs);
}

/** A folder's own time counts too: a file that was taken away changes what is built. */
function newestMs(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}
