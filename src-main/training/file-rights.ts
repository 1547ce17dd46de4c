// Who may read what the program writes. Nearly all of it belongs into the store, which is for its owner only; so every
// process of the program, those it starts included, writes for the owner only, whatever mask it was started with. What
// a person asks for in a folder of their own (exports, tables, recipes, cards) gets the rights their mask would give.
import { chmodSync } from 'node:fs';

const privateMask = 0o077;
/** Hands the person's mask on to child processes, which inherit ours. */
const maskVariable = 'FINESSE_UMASK';

/** To be called once, before the process writes anything. Without effect on Windows. */
export function writePrivately(): void {
  const mask = process.umask(privateMask);
  process.env[maskVariable] ??= mask.toString(8);
}

/** Gives a file, or with `folder` a folder, that was made for the person the rights of any file of theirs. */
export function giveUsualRights(path: string, kind: 'file' | 'folder' = 'file'): void {
  const given = process.env[maskVariable];
  // A process that was not started by the program's own commands writes with its own mask.
  if (given === undefined || process.platform === 'win32') return;
  chmodSync(path, (kind === 'folder' ? 0o777 : 0o666) & ~Number.parseInt(given, 8));
}
