// Links out of the folders that may be read. The browser-hosted form confines what it and the processes it starts read
// as data: a link inside an allowed folder must not show texts and pictures from elsewhere, wherever in a data set it
// stands. In the window and on the command line everything belongs to the person who asks, and links are followed.
import { realpathSync } from 'node:fs';
import { constants, open, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative } from 'node:path';
import { dataError } from './errors.ts';

/** Child processes and worker threads inherit it. */
const variable = 'FINESSE_READ_WITHIN';

/** Has only files that really lie in `folders` (real paths) be read as data from now on; undefined: any. */
export function confineReading(folders: readonly string[] | undefined): void {
  if (folders === undefined) delete process.env[variable];
  else process.env[variable] = JSON.stringify(folders);
}

/** Whether a path leads, through links, out of the folders that may be read. What is not there leads nowhere. */
export function leadsOutside(path: string): boolean {
  const folders = allowedFolders();
  if (folders === undefined) return false;
  try {
    return !isWithin(folders, realpathSync(path));
  } catch {
    return false; // reading it says what is wrong
  }
}

/** A file of a folder that may be read. Throws `data.outside-folders` where it is a link that leaves the allowed ones. */
export function stayingInside(path: string): string {
  // What the program brings along lies outside as a whole.
  if (leadsOutside(path) && !leadsOutside(dirname(path))) throw dataError('outside-folders', { path });
  return path;
}

/** The bytes of a file. Throws `data.outside-folders`, and what the system says of the file. */
export async function readData(path: string): Promise<Buffer> {
  const folders = allowedFolders();
  const real = folders === undefined ? path : await realpath(path);
  if (folders !== undefined && !isWithin(folders, real)) throw dataError('outside-folders', { path });
  // No link may have come into its place since.
  const handle = await open(
    real,
    constants.O_RDONLY | (folders === undefined ? 0 : (constants.O_NOFOLLOW ?? 0)),
  );
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

function allowedFolders(): readonly string[] | undefined {
  const given = process.env[variable];
  return given === undefined ? undefined : (JSON.parse(given) as readonly string[]); // written above
}

function isWithin(folders: readonly string[], real: string): boolean {
  return folders.some((folder) => {
    const way = relative(folder, real);
    return !isAbsolute(way) && way.split(/[/\\]/)[0] !== '..';
  });
}
