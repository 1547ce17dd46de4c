// Compiled code kept from one start to the next, for this process and those it starts: much of a start is reading code.
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Call it before anything else is imported. Node keeps quiet, and compiles, where the folder cannot be written. */
export function keepCompiledCode(): void {
  process.env.NODE_COMPILE_CACHE ??= join(userCacheFolder(process.platform, process.env), 'code');
  enableCompileCache(process.env.NODE_COMPILE_CACHE);
}

/** The user's own, not the system's: nobody else may put code there. */
export function userCacheFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Finesse');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Finesse');
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'finesse');
}
