// `npm run lock`, after every change of a dependency. `npm ci` runs on whatever Node a machine has, the packages on the
// Node 24 that comes as one of them; npm knows only the first and would warn of each package that needs the second.
// npm 10 also runs every install script that the lock announces, whatever package.json allows.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface LockedPackage {
  engines?: unknown;
  hasInstallScript?: boolean;
}

interface LockFile {
  readonly packages: Record<string, LockedPackage>;
}

const lockFile = new URL('../../package-lock.json', import.meta.url);
/** Their scripts fetch a CUDA provider and ask for donations. */
const silenced = ['node_modules/onnxruntime-node', 'node_modules/core-js'];

/** The text that package-lock.json should have: no needs of Node but the project's own, no script of {@link silenced}. */
export function tidyLock(text: string): string {
  const lock = JSON.parse(text) as LockFile;
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path !== '') delete entry.engines;
    if (silenced.includes(path)) delete entry.hasInstallScript;
  }
  return `${JSON.stringify(lock, null, 2)}\n`;
}

/** package-lock.json as it stands. */
export function lockText(): string {
  return readFileSync(lockFile, 'utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(lockFile, tidyLock(lockText()));
