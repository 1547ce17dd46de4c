// Listing and making folders for the picker, and the system's dialogs where there is a window.
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { systemErrorCode } from '../../store/sqlite-errors.ts';
import { giveUsualRights } from '../../training/file-rights.ts';
import { filesFault } from '../file-faults.ts';
import { listFolder } from '../list-folder.ts';
import { api } from '../procedures.ts';

/** Characters some system forbids in names, and names that would hide or climb. */
const badName = /^\.|[/\\:*?"<>|]|\p{Cc}|[. ]$/u;

export const filesHandlers = {
  roots: api.files.roots.handler(({ context: { files, shell } }) => ({
    dialogs: shell.desktop !== undefined,
    folders: files.roots.map((path) => ({ name: path === homedir() ? '~' : basename(path) || path, path })),
  })),
  list: api.files.list.handler(({ context: { files }, input }) =>
    listFolder(files, files.readable(input.path), input),
  ),
  makeFolder: api.files.makeFolder.handler(async ({ context: { files }, input }) => {
    const name = input.name.trim();
    if (name === '' || badName.test(name)) throw filesFault('badName', { name: input.name });
    const path = files.writable(join(files.readable(input.parent), name));
    try {
      await mkdir(path);
      giveUsualRights(path, 'folder');
    } catch (error) {
      if (systemErrorCode(error) === 'EEXIST') throw filesFault('exists', { path }, error);
      throw filesFault('unreadable', { path, reason: systemErrorCode(error) ?? String(error) }, error);
    }
    return { path };
  }),
  choose: api.files.choose.handler(async ({ context: { shell }, input }) => {
    if (shell.desktop === undefined) throw filesFault('noDialogs', {});
    return { paths: [...(await shell.desktop.choose(input))] };
  }),
  reveal: api.files.reveal.handler(({ context: { files, shell }, input }) => {
    if (shell.desktop === undefined) throw filesFault('noDialogs', {});
    shell.desktop.reveal(files.readable(input.path));
  }),
};
