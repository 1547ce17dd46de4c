// The window's main process booted whole, against a stand-in for Electron that records what it is told: one life, from
// the start to quitting during a training. The store, the engine and the message port are real.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessagePort as NodePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import type { ApiClient } from '../../src-main/api/contract.ts';
import { Connection } from '../../src-renderer/lib/api/connection.ts';
import { portLine } from '../../src-renderer/lib/api/line.ts';
import { tinyRecipe, writeTinyPictures } from '../jobs/tiny-pictures.ts';
import {
  answers,
  app,
  BrowserWindow,
  calls,
  callsOf,
  defaultSession,
  ipcMain,
  Notification,
  nativeTheme,
  schemes,
} from './electron-stand-in.ts';

vi.mock('electron', async () => (await import('./electron-stand-in.ts')).electron);

const folder = mkdtempSync(join(tmpdir(), 'finesse-desktop-'));
const store = join(folder, 'store');
let api: ApiClient;
let connection: Connection;

const page = 'finesse://app/index.html';
const theWindow = () => BrowserWindow.all.at(-1)!;

/** What the preload sends, from a frame with this address. */
function askForPort(
  url: string,
  { parent = null as unknown, id = theWindow().webContents.id } = {},
): NodePort | undefined {
  let port: NodePort | undefined;
  const senderFrame = {
    url,
    parent,
    postMessage: (_: string, __: unknown, ports: NodePort[]) => {
      [port] = ports;
    },
  };
  ipcMain.emit('finesse:connect', { senderFrame, sender: { id } });
  return port;
}

beforeAll(async () => {
  process.argv = ['electron', '.', '--store', store, join(folder, 'missing.finesse')];
  await writeTinyPictures(join(folder, 'pictures'), 8);
  await import('../../src-main/desktop/entry.ts');
  await vi.waitFor(() => expect(callsOf('window.loadURL')).toHaveLength(1));
  connection = new Connection({
    version: manifest.version,
    open: async () => {
      const port = askForPort(page);
      if (port === undefined) throw new Error('No port came.');
      return portLine(port as unknown as MessagePort); // Node's port has the methods of the DOM's
    },
  });
  api = createORPCClient(connection);
});

afterAll(() => {
  connection.close();
  rmSync(folder, { recursive: true, force: true });
});

it('boots with the sandbox on and the scheme registered before anything else', () => {
  const names = calls.map(({ name }) => name);
  expect(names.indexOf('app.enableSandbox')).toBe(0);
  expect(names.indexOf('protocol.registerSchemesAsPrivileged')).toBe(1);
  const [[schemesGiven]] = callsOf('protocol.registerSchemesAsPrivileged');
  expect(schemesGiven).toEqual([
    { scheme: 'finesse', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
});

it('opens one window that has nothing of Node', () => {
  const [[options]] = callsOf('new BrowserWindow');
  expect(options).toMatchObject({
    show: false,
    minWidth: 1024,
    minHeight: 640,
    backgroundColor: '#0f1115',
    webPreferences: {
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  expect(callsOf('window.loadURL')).toEqual([['finesse://app/']]);
  expect(callsOf('window.show')).toHaveLength(0);
  theWindow().emit('ready-to-show');
  expect(callsOf('window.show')).toHaveLength(1);
});

it.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])('lets no page leave by %s', (event) => {
  const goTo = (url: string) => {
    const preventDefault = vi.fn();
    theWindow().webContents.emit(event, { url, preventDefault });
    return preventDefault.mock.calls.length === 1;
  };
  expect(goTo('https://example.org/')).toBe(true);
  expect(goTo('file:///etc/passwd')).toBe(true);
  expect(goTo('finesse://app.example.org/')).toBe(true);
  expect(goTo('finesse://app/index.html')).toBe(false);
});

it('opens no windows, embeds nothing, grants nothing and reaches no network', () => {
  const { webContents } = theWindow();
  expect(webContents.openHandler?.({ url: 'https://example.org' })).toEqual({ action: 'deny' });
  const preventDefault = vi.fn();
  webContents.emit('will-attach-webview', { preventDefault });
  expect(preventDefault).toHaveBeenCalledOnce();
  const granted = (permission: string, url = page) => {
    let answer: boolean | undefined;
    defaultSession.permissionRequest?.({ getURL: () => url }, permission, (value) => {
      answer = value;
    });
    return answer;
  };
  expect(
    ['media', 'geolocation', 'notifications', 'openExternal', 'usb'].map((name) => granted(name)),
  ).toEqual(Array(5).fill(false));
  expect([
    granted('clipboard-sanitized-write'),
    granted('clipboard-sanitized-write', 'https://example.org/'),
  ]).toEqual([true, false]);
  const cancelled = (url: string) => {
    let answer: boolean | undefined;
    defaultSession.beforeRequest?.({ url }, ({ cancel }) => {
      answer = cancel;
    });
    return answer;
  };
  expect(
    ['https://example.org/', 'http://127.0.0.1/', 'file:///etc/passwd', 'ws://example.org'].map(cancelled),
  ).toEqual(Array(4).fill(true));
  expect(cancelled('finesse://app/main.js')).toBe(false);
  expect(callsOf('session.setSpellCheckerEnabled')).toEqual([[false]]);
});

it('serves the renderer and media by its own protocol, with the policy, and nothing else', async () => {
  const get = (path: string, method = 'GET') =>
    schemes.handler!(new Request(`finesse://app${path}`, { method }));
  const none = await get('/../../package.json');
  expect(none.status).toBe(404);
  expect(none.headers.get('content-security-policy')).toContain("script-src 'self';");
  for (const path of [
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/nothing.js',
    '/media/none/1',
    '/%E0%A4',
  ])
    expect((await get(path)).status).toBe(404);
  expect((await get('/', 'POST')).status).toBe(404);
  expect((await schemes.handler!(new Request('finesse://other/index.html'))).status).toBe(404);
});

it('gives a port to its own page in its own window only', () => {
  expect(askForPort('https://example.org/')).toBeUndefined();
  expect(askForPort('finesse://app.example.org/')).toBeUndefined();
  expect(askForPort(page, { parent: {} })).toBeUndefined();
  expect(askForPort(page, { id: 999 })).toBeUndefined();
});

it('answers requests over the port, and may name any file', async () => {
  expect(await api.system.hello()).toMatchObject({ host: 'electron', storeFolder: store });
  expect(await api.files.roots()).toMatchObject({ dialogs: true });
  expect((await api.files.list({ path: folder })).entries.map(({ name }) => name)).toContain('pictures');
});

it('chooses files by the system’s dialogs', async () => {
  answers.openDialog = ['/data/pictures'];
  expect(await api.files.choose({ mode: 'folder', show: 'all' })).toEqual({ paths: ['/data/pictures'] });
  await api.files.choose({ mode: 'open', show: 'bundles', title: 'Import' });
  const [, [, options]] = callsOf('dialog.showOpenDialog') as [unknown, [unknown, { filters: unknown[] }]];
  expect(options).toMatchObject({
    title: 'Import',
    properties: ['openFile'],
    filters: [{ extensions: ['finesse'] }, { extensions: ['*'] }],
  });
  expect(await api.files.choose({ mode: 'save', show: 'recipes', suggested: 'a.json' })).toEqual({
    paths: [],
  });
  await api.files.reveal({ path: folder });
  expect(callsOf('shell.showItemInFolder')).toEqual([[folder]]);
});

it('has menus in the language of the system, then of the page, and follows its theme', async () => {
  const labels = () =>
    (callsOf('Menu.setApplicationMenu').at(-1)![0] as { label: string }[]).map(({ label }) => label);
  expect(labels()).toContain('&Fichier');
  await api.shell.appearance({ language: 'en', theme: 'dark' });
  expect(labels()).toContain('&File');
  expect(nativeTheme.themeSource).toBe('dark');
});

it('tells the page what is asked outside it: menu entries, opened files, a second start', async () => {
  const [menu] = callsOf('Menu.setApplicationMenu').at(-1) as [
    { submenu: { id?: string; click?: () => void }[] }[],
  ];
  menu
    .flatMap(({ submenu }) => submenu)
    .find(({ id }) => id === 'newRun')
    ?.click?.();
  const preventDefault = vi.fn();
  app.emit('open-file', { preventDefault }, '/data/a.finesse');
  app.emit('second-instance', {}, [], '/', { paths: ['/data/b.finesse', '/etc/passwd'] });
  app.emit('second-instance', {}, [], '/', { paths: 'no list' });
  const { requests, cursor } = await api.shell.changes({ since: 0 });
  expect(requests).toEqual([
    { kind: 'command', command: 'newRun' },
    { kind: 'open', path: '/data/a.finesse' },
    { kind: 'open', path: '/data/b.finesse' },
  ]);
  expect(cursor).toBe(3);
});

it('brings a crashed page back, but not for ever', () => {
  for (let n = 0; n < 5; n += 1)
    theWindow().webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  expect(callsOf('webContents.reload')).toHaveLength(3);
});

it('keeps awake while it trains, and tells when the training has ended', async () => {
  const { run } = await api.training.start({ recipe: tinyRecipe(join(folder, 'pictures'), 1) });
  await vi.waitFor(
    () => expect(callsOf('powerSaveBlocker.start')).toEqual([['prevent-app-suspension']]),
    10_000,
  );
  await vi.waitFor(() => expect(callsOf('notification.show')).toHaveLength(1), {
    timeout: 40_000,
    interval: 100,
  });
  expect(callsOf('powerSaveBlocker.stop')).toEqual([[7]]);
  const [notification] = Notification.all;
  expect(notification?.options.title).toBe('Training finished');
  notification?.emit('click');
  expect(await api.shell.changes({ since: 3 })).toMatchObject({
    requests: [{ kind: 'go', to: ['runs', run] }],
  });
}, 60_000);

it('asks before it quits during a training: no goes on, yes stops at a checkpoint', async () => {
  const { run } = await api.training.start({ recipe: tinyRecipe(join(folder, 'pictures'), 500) });
  await vi.waitFor(() => expect(callsOf('powerSaveBlocker.start')).toHaveLength(2), 10_000);
  answers.messageBox = 1;
  app.quit();
  await vi.waitFor(() => expect(callsOf('dialog.showMessageBox')).toHaveLength(1));
  expect(callsOf('app has quit')).toHaveLength(0);
  const { queue } = api.training;
  expect(await queue()).toMatchObject({ active: { id: run } });

  answers.messageBox = 0;
  theWindow().close();
  expect(existsSync(join(store, 'window.json'))).toBe(true);
  expect(JSON.parse(readFileSync(join(store, 'window.json'), 'utf8'))).toMatchObject({ width: 1200, x: 10 });
  await vi.waitFor(() => expect(callsOf('app has quit')).toHaveLength(1), { timeout: 30_000, interval: 100 });

  const { openStore, closeStore } = await import('../../src-main/store/open-store.ts');
  const { findRun } = await import('../../src-main/store/runs-repository.ts');
  const reopened = openStore(store);
  expect(['interrupted', 'paused', 'queued']).toContain(findRun(reopened.db, run).state);
  closeStore(reopened);
}, 60_000);
