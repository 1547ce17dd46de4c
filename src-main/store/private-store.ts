// What is in a store is for its owner only: texts, labels, weights and the key of the hosted form. Folders and files
// made by older versions, or under a looser mask, are put right when the store is opened. Windows has no such modes;
// there the user's data folder is closed to others.
import { chmodSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { systemErrorCode } from './sqlite-errors.ts';
import { type StorePaths, storePaths } from './store-folder.ts';

export const privateFolderMode = 0o700;
export const privateFileMode = 0o600;
const others = 0o077;

/** Names in a store's folder: the places of `storePaths`, what SQLite keeps beside a database, what is on its way. */
const ownNames = new Set(Object.values(storePaths('/store')).map((path) => basename(path)));
const ownFile = /^(finesse\.(db|lock)|hosted\.json|window\.json)/i;

/**
 * Takes the rights of others away from the store and everything in it. A folder that holds other things too (such as a
 * home, given with --store) keeps its own rights; the store's parts in it do not.
 */
export function makePrivate({ folder }: StorePaths): void {
  if (process.platform === 'win32') return;
  const names = readdirSync(folder);
  for (const name of names.filter(isOwnName)) restrict(join(folder, name));
  if (names.every((name) => isOwnName(name) || name.startsWith('.'))) setMode(folder, privateFolderMode);
}

/** Whether a name in a store's folder is that of a file of its own: database, lock, address, and what belongs to them. */
export function isOwnFile(name: string): boolean {
  return ownFile.test(name);
}

/** The same of all that is the store's: its files, its parts, what is on its way. Some disks know no capitals. */
export function isOwnName(name: string): boolean {
  return isOwnFile(name) || ownNames.has(name.toLowerCase()) || name.startsWith('outgoing-');
}

/** A part may be a link to a larger disk; links further in lead to what is not the store's. */
function restrict(part: string): void {
  const found = statSync(part, { throwIfNoEntry: false });
  if (found?.isDirectory()) restrictFolder(part, found.mode);
  else if (found?.isFile()) setMode(part, privateFileMode);
}

/** A folder that is closed already closes what is in it; it is closed last, so that a kill leaves nothing half done. */
function restrictFolder(folder: string, mode: number): void {
  if ((mode & others) === 0) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) restrictFolder(path, lstatSync(path).mode);
    else if (entry.isFile()) setMode(path, privateFileMode);
  }
  setMode(folder, privateFolderMode);
}

function setMode(path: string, mode: number): void {
  try {
    if ((statSync(path).mode & others) !== 0) chmodSync(path, mode);
  } catch (error) {
    // Gone meanwhile; somebody else's, who decides; or on a disk without modes.
    if (!['ENOENT', 'EPERM', 'EROFS', 'ENOTSUP'].includes(systemErrorCode(error) ?? '')) throw error;
  }
}
