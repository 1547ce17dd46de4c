import { afterEach, describe, expect, it, vi } from 'vitest';
import { faultOf } from '../../../src-renderer/lib/api/faults.ts';
import { droppedData, droppedFiles } from '../../../src-renderer/lib/files/dropped.ts';

const fileEntry = (fullPath: string) => ({
  isFile: true,
  isDirectory: false,
  name: fullPath.split('/').at(-1),
  fullPath,
  file: (done: (file: File) => void) => done(new File(['x'], 'x')),
});

/** A folder whose reader gives its entries in two parts, as browsers do with many. */
const folderEntry = (fullPath: string, children: readonly unknown[]) => ({
  isFile: false,
  isDirectory: true,
  name: fullPath.split('/').at(-1),
  fullPath,
  createReader: () => {
    const parts = [children.slice(0, 1), children.slice(1), []];
    return { readEntries: (done: (entries: readonly unknown[]) => void) => done(parts.shift() ?? []) };
  },
});

function transfer(entries: readonly unknown[], files: readonly File[] = []): DataTransfer {
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }));
  return { items, files } as unknown as DataTransfer; // the part we use
}

function server() {
  const sent: { batch: string | null; path: string | null }[] = [];
  vi.stubGlobal('fetch', async (address: string) => {
    const query = new URL(address, 'http://x').searchParams;
    sent.push({ batch: query.get('batch'), path: query.get('path') });
    const path = `/store/uploads/b/${query.get('path')}`;
    return Response.json({ folder: '/store/uploads/b', path, top: path.split('/').slice(0, 5).join('/') });
  });
  return sent;
}

afterEach(() => vi.unstubAllGlobals());

describe('what is dropped on the page', () => {
  it('is taken over file by file, as it lies in its folder', async () => {
    const sent = server();
    const inner = folderEntry('/plates/good', [
      fileEntry('/plates/good/1.png'),
      fileEntry('/plates/good/2.png'),
    ]);
    const plates = folderEntry('/plates', [inner, fileEntry('/plates/notes.txt')]);
    const onProgress = vi.fn();
    expect(await droppedData(transfer([plates]), onProgress)).toBe('/store/uploads/b/plates');
    expect(sent.map(({ path }) => path).sort()).toEqual([
      'plates/good/1.png',
      'plates/good/2.png',
      'plates/notes.txt',
    ]);
    expect(new Set(sent.map(({ batch }) => batch)).size).toBe(1);
    expect(onProgress).toHaveBeenLastCalledWith(3, 3);
  });

  it('is the file itself when a single file is dropped, with or without an entry', async () => {
    server();
    const table = new File(['a,b'], 'table.csv');
    expect(await droppedData(transfer([fileEntry('/table.csv')], [table]), () => {})).toBe(
      '/store/uploads/b/table.csv',
    );
    expect(await droppedData(transfer([null], [table]), () => {})).toBe('/store/uploads/b/table.csv');
  });

  it('is nothing when it holds no file', async () => {
    expect(await droppedData(transfer([null]), () => {})).toBeUndefined();
  });

  it('is the folder of all where several class folders are dropped together', async () => {
    const sent = server();
    const folders = ['cat', 'dog'].map((name) => folderEntry(`/${name}`, [fileEntry(`/${name}/1.png`)]));
    expect(await droppedData(transfer(folders), () => {})).toBe('/store/uploads/b');
    expect(sent.map(({ path }) => path).sort()).toEqual(['cat/1.png', 'dog/1.png']);
  });

  it('is nothing where a folder holds no file', async () => {
    server();
    expect(await droppedData(transfer([folderEntry('/empty', [])]), () => {})).toBeUndefined();
  });

  it('is each of several files, in their order, without the folders', async () => {
    server();
    const entries = [
      fileEntry('/b.finesse'),
      folderEntry('/f', [fileEntry('/f/1')]),
      fileEntry('/a.finesse'),
    ];
    expect(await droppedFiles(transfer(entries))).toEqual([
      '/store/uploads/b/b.finesse',
      '/store/uploads/b/a.finesse',
    ]);
  });

  it('fails with the fault of the server, which is told in the language of the page', async () => {
    const fault = { code: 'server.uploadTooLarge', params: { limitBytes: 4 }, message: 'too large' };
    vi.stubGlobal('fetch', async () => Response.json(fault, { status: 413 }));
    const failed = await droppedData(transfer([fileEntry('/a.csv')]), () => {}).catch(faultOf);
    expect(failed).toEqual({ ...fault, known: true });
  });
});
