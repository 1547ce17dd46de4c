// Menus and their shortcuts. An entry that is about a screen is handed to the page, which knows how.
import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { menuCommands } from '../api/contract/shell.ts';
import type { ShellRequests } from '../api/shell-requests.ts';
import type { Appearances } from './appearances.ts';
import type { DesktopTexts } from './desktop-texts.ts';
import type { DesktopWindow } from './desktop-window.ts';

export interface MenuOptions {
  readonly requests: ShellRequests;
  readonly window: DesktopWindow;
  readonly appearances: Appearances;
}

/** Sets the menu, and sets it again when the language changes. */
export function setupMenu({ requests, window, appearances }: MenuOptions): void {
  const ask = (command: (typeof menuCommands)[number]) => {
    window.show();
    requests.add({ kind: 'command', command });
  };
  const set = () =>
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(appearances.texts, ask, process.platform)));
  appearances.onLanguage(set);
  set();
}

/** The entries for a platform. */
export function menuTemplate(
  t: DesktopTexts,
  ask: (command: (typeof menuCommands)[number]) => void,
  platform: NodeJS.Platform,
): MenuItemConstructorOptions[] {
  const entry = (command: (typeof menuCommands)[number], label: string, accelerator?: string) => ({
    id: command,
    label,
    accelerator,
    click: () => ask(command),
  });
  const settings = entry('settings', t.settings, 'CmdOrCtrl+,');
  const quit: MenuItemConstructorOptions = { role: 'quit', label: t.quit };
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const isMac = platform === 'darwin';
  const application: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      settings,
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      quit,
    ],
  };
  return [
    ...(isMac ? [application] : []),
    {
      label: t.file,
      submenu: [
        entry('newRun', t.newRun, 'CmdOrCtrl+N'),
        separator,
        entry('openRecipe', t.openRecipe, 'CmdOrCtrl+O'),
        entry('openBundle', t.openBundle, 'CmdOrCtrl+I'),
        separator,
        ...(isMac ? [{ role: 'close', label: t.closeWindow } as const] : [settings, separator, quit]),
      ],
    },
    {
      label: t.edit,
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
        separator,
        entry('search', t.search, 'CmdOrCtrl+F'),
      ],
    },
    {
      label: t.view,
      submenu: [
        entry('runs', t.runs, 'CmdOrCtrl+R'),
        separator,
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
        { role: 'togglefullscreen' },
        separator,
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'help', label: t.help, submenu: [entry('help', t.about, 'F1')] },
  ];
}
