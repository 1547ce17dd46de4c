// What only the window can do for the API's handlers: the system's dialogs and its file manager.
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { dialog, type FileFilter, type OpenDialogOptions, shell } from 'electron';
import type { DesktopShell, FileDialog } from '../api/desktop-shell.ts';
import { shownExtensions } from '../api/shown-files.ts';
import type { Appearances } from './appearances.ts';
import type { DesktopWindow } from './desktop-window.ts';

const properties: Readonly<Record<'open' | 'openMany' | 'folder', OpenDialogOptions['properties']>> = {
  open: ['openFile'],
  openMany: ['openFile', 'multiSelections'],
  folder: ['openDirectory', 'createDirectory'],
};

export function desktopShell(window: DesktopWindow, appearances: Appearances): DesktopShell {
  return {
    async choose(asked) {
      const { browserWindow } = window;
      if (browserWindow === undefined) return []; // nobody is there to choose
      const options = optionsOf(asked, appearances);
      if (asked.mode === 'save') {
        const { filePath, canceled } = await dialog.showSaveDialog(browserWindow, options);
        return canceled ? [] : [filePath];
      }
      const all = { ...options, properties: properties[asked.mode] };
      const { filePaths, canceled } = await dialog.showOpenDialog(browserWindow, all);
      return canceled ? [] : filePaths;
    },
    reveal: (path) => shell.showItemInFolder(path),
    setAppearance: (appearance) => appearances.set(appearance),
  };
}

function optionsOf({ mode, show, title, suggested }: FileDialog, { texts }: Appearances) {
  const defaultPath = suggested && (isAbsolute(suggested) ? suggested : join(homedir(), suggested));
  return { title, defaultPath, filters: mode === 'folder' ? undefined : filtersOf(show, texts.kinds) };
}

function filtersOf(show: FileDialog['show'], names: Appearances['texts']['kinds']): FileFilter[] {
  const extensions = shownExtensions[show];
  const all = { name: names.all, extensions: ['*'] };
  return extensions === undefined ? [all] : [{ name: names[show], extensions: [...extensions] }, all];
}
