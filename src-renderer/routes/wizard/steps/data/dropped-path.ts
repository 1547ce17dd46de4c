// What was dropped on the page as a path of the machine that Finesse runs on: the window knows it; in a browser the
// files are taken over into the store first, as they lie in their folder.
import { bridge } from '../../../../lib/api/bridge.ts';

interface DroppedFile {
  /** Below what was dropped: `plates/good/1.jpg`. */
  readonly path: string;
  readonly file: File;
}

type Progress = (done: number, total: number) => void;

/** Files sent at the same time. */
const lanes = 4;

/** The path of the first thing dropped; undefined where nothing was. Rejects with the server's words. */
export async function droppedPath(transfer: DataTransfer, onProgress: Progress): Promise<string | undefined> {
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  const [first] = entries;
  const [file] = transfer.files;
  if (bridge && file) return bridge.pathForFile(file);
  // Some programs give a file without its place in a folder.
  if (first === undefined && file)
    return upload([{ path: file.name, file }], { isFolder: false }, onProgress);
  if (first === undefined) return undefined;
  const files = (await Promise.all(entries.map((entry) => filesBelow(entry)))).flat();
  return upload(files, { isFolder: first.isDirectory }, onProgress);
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

async function upload(
  files: readonly DroppedFile[],
  { isFolder }: { readonly isFolder: boolean },
  onProgress: Progress,
): Promise<string> {
  const batch = crypto.randomUUID();
  const waiting = files.values();
  let done = 0;
  let place: { readonly top: string; readonly path: string } | undefined;
  const send = async () => {
    for (const { path, file } of waiting) {
      place = await sendFile(batch, path, file);
      onProgress(++done, files.length);
    }
  };
  await Promise.all(Array.from({ length: lanes }, send));
  if (place === undefined) throw new Error('The folder is empty');
  return isFolder ? place.top : place.path;
}

async function sendFile(batch: string, path: string, body: File) {
  const response = await fetch(`/upload?${new URLSearchParams({ batch, path })}`, { method: 'POST', body });
  const answer = (await response.json()) as { top: string; path: string; message?: string }; // of our own server
  if (!response.ok) throw new Error(answer.message ?? response.statusText);
  return answer;
}
