// Where Electron's program is, found by looking: its own package fetches it from the network when it is asked.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The path of the program; nothing where it was never fetched, or where there is no display to show a window on. */
export function electronBinary(
  packageFolder: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): string | undefined {
  const hasDisplay = platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
  if (!hasDisplay) return undefined;
  const name = readName(join(packageFolder, 'path.txt'));
  const folder = env.ELECTRON_OVERRIDE_DIST_PATH || join(packageFolder, 'dist');
  const path = join(folder, name ?? usualNames[platform] ?? 'electron');
  return existsSync(path) ? path : undefined;
}

const usualNames: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
};

function readName(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}
