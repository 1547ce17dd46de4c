// What was dropped on the page as paths of the machine that Finesse runs on: the window knows them; in a browser the
// files are taken over into the store first, as they lie in their folder.
import { ORPCError } from '@orpc/client';
import { bridge } from '../api/bridge.ts';

interface DroppedFile {
  /** Below what was dropped: `plates/good/1.jpg`. */
  readonly path: string;
  readonly file: File;
}

/** Where a file came to lie: the batch, the first part of the path in it, and the file. */
interface Upload {
  readonly folder: string;
  readonly top: string;
  readonly path: string;
}

type Progress = (done: number, total: number) => void;

/** Files sent at the same time. */
const lanes = 4;

/**
 * The folder or file that was dropped; the folder they lie in where it was several, as with one folder a class.
 * Undefined where there was none, or no file in it. Rejects with a fault of the server's.
 */
export async function droppedData(transfer: DataTransfer, onProgress: Progress): Promise<string | undefined> {
  const entries = entriesOf(transfer);
  const files = [...transfer.files];
  if (bridge && files.length > 0) return togetherOf(files.map(bridge.pathForFile));
  const found = await allFiles(entries, files);
  const [place] = await uploadAll(found, onProgress);
  if (entries.length > 1) return place?.folder;
  return entries[0]?.isDirectory ? place?.top : place?.path;
}

/** The path of each single file that was dropped; folders are left out. Rejects likewise. */
export async function droppedFiles(transfer: DataTransfer): Promise<readonly string[]> {
  const files = [...transfer.files];
  if (bridge) return files.map(bridge.pathForFile);
  const entries = entriesOf(transfer).filter(({ isFile }) => isFile);
  const places = await uploadAll(await allFiles(entries, files), () => undefined);
  return places.map(({ path }) => path);
}

function entriesOf({ items }: DataTransfer): FileSystemEntry[] {
  return [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
}

/** One path as it is; of several the folder they all lie in, or else the first. */
function togetherOf([first, ...others]: readonly string[]): string | undefined {
  const parent = (path: string) => path.replace(/[\\/][^\\/]+[\\/]?$/, '');
  const isShared = first !== undefined && others.every((path) => parent(path) === parent(first));
  return others.length > 0 && isShared ? parent(first) : first;
}

/** Some programs give a file without its place in a folder. */
async function allFiles(
  entries: readonly FileSystemEntry[],
  files: readonly File[],
): Promise<readonly DroppedFile[]> {
  if (entries.length === 0) return files.map((file) => ({ path: file.name, file }));
  return (await Promise.all(entries.map((entry) => filesBelow(entry)))).flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<DroppedFile[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail)); // isFile
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader(); // an entry is one or the other
  const found: DroppedFile[] = [];
  for (;;) {
    // A reader gives its entries in parts and ends with an empty one.
    const part = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (part.length === 0) return found;
    found.push(...(await Promise.all(part.map((child) => filesBelow(child)))).flat());
  }
}

/** In the order of `files`. */
async function uploadAll(files: readonly DroppedFile[], onProgress: Progress): Promise<Upload[]> {
  const batch = crypto.randomUUID();
  const waiting = files.entries();
  const places: Upload[] = [];
  let done = 0;
  const send = async () => {
    for (const [at, { path, file }] of waiting) {
      places[at] = await sendFile(batch, path, file);
      onProgress(++done, files.length);
    }
  };
  await Promise.all(Array.from({ length: lanes }, send));
  return places;
}

async function sendFile(batch: string, path: string, body: File): Promise<Upload> {
  const response = await fetch(`/upload?${new URLSearchParams({ batch, path })}`, { method: 'POST', body });
  const answer = (await response.json()) as Upload | { code: string; params: object; message: string }; // our own server
  if (!('message' in answer)) return answer;
  // The same fault as over the API, so that it is told in the same words.
  const { code, params, message } = answer;
  throw new ORPCError('FINESSE', { message, data: { code, params } });
}
