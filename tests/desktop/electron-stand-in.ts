// A stand-in for Electron that records what it is told and can be made to raise its events. Its message channel is
// Node's own, so that requests pass through a real port.
import { EventEmitter } from 'node:events';
import { MessageChannel as NodeChannel } from 'node:worker_threads';

/** Every call, in order: `app.quit`, `Menu.setApplicationMenu`, ... */
export const calls: { readonly name: string; readonly args: readonly unknown[] }[] = [];

export function callsOf(name: string): readonly (readonly unknown[])[] {
  return calls.filter((call) => call.name === name).map(({ args }) => args);
}

function record<Result>(name: string, result?: (...args: never[]) => Result) {
  return (...args: unknown[]): Result => {
    calls.push({ name, args });
    return result?.(...(args as never[])) as Result; // without `result` nothing is expected of it
  };
}

/** What the person answers in dialogs. */
export const answers = { messageBox: 1, isFirstInstance: true, openDialog: [] as string[] };

class App extends EventEmitter {
  readonly isPackaged = false;
  enableSandbox = record('app.enableSandbox');
  whenReady = () => Promise.resolve();
  requestSingleInstanceLock = record('app.requestSingleInstanceLock', () => answers.isFirstInstance);
  getLocale = () => 'fr-FR';
  exit = record('app.exit');
  /** Real quitting asks first and goes on only where nobody objects. */
  quit = record('app.quit', () => {
    let isPrevented = false;
    this.emit('before-quit', {
      preventDefault: () => {
        isPrevented = true;
      },
    });
    if (!isPrevented) calls.push({ name: 'app has quit', args: [] });
  });
}

export class WebContents extends EventEmitter {
  readonly id: number;
  url = '';
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  static last = 0;
  constructor() {
    super();
    this.id = ++WebContents.last;
  }
  getURL = () => this.url;
  reload = record('webContents.reload');
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }) {
    this.openHandler = handler;
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  readonly webContents = new WebContents();
  readonly options: Readonly<Record<string, unknown>>;
  focused = false;
  constructor(options: Record<string, unknown>) {
    super();
    this.options = options;
    BrowserWindow.all.push(this);
    calls.push({ name: 'new BrowserWindow', args: [options] });
    app.emit('web-contents-created', {}, this.webContents);
  }
  isFocused = () => this.focused;
  isMinimized = () => false;
  isMaximized = () => false;
  getNormalBounds = () => ({ x: 10, y: 20, width: 1200, height: 700 });
  show = record('window.show');
  focus = record('window.focus');
  restore = record('window.restore');
  maximize = record('window.maximize');
  setBackgroundColor = record('window.setBackgroundColor');
  loadURL = record('window.loadURL', async (url: string) => {
    this.webContents.url = url;
  });
  close() {
    this.emit('close', {});
    this.emit('closed');
    app.emit('window-all-closed');
  }
}

class Notification extends EventEmitter {
  static isSupported = () => true;
  static readonly all: Notification[] = [];
  readonly options: { readonly title: string; readonly body: string };
  constructor(options: { title: string; body: string }) {
    super();
    this.options = options;
    Notification.all.push(this);
  }
  show = record('notification.show');
}

type RequestListener = (details: { url: string }, decide: (answer: { cancel: boolean }) => void) => void;

export const defaultSession = {
  permissionRequest: undefined as
    | undefined
    | ((contents: { getURL(): string }, permission: string, decide: (granted: boolean) => void) => void),
  permissionCheck: undefined as
    | undefined
    | ((contents: unknown, permission: string, origin: string) => boolean),
  beforeRequest: undefined as undefined | RequestListener,
  setPermissionRequestHandler(handler: typeof this.permissionRequest) {
    this.permissionRequest = handler;
  },
  setPermissionCheckHandler(handler: typeof this.permissionCheck) {
    this.permissionCheck = handler;
  },
  setDevicePermissionHandler: record('session.setDevicePermissionHandler'),
  setSpellCheckerEnabled: record('session.setSpellCheckerEnabled'),
  webRequest: {
    onBeforeRequest(listener: RequestListener) {
      defaultSession.beforeRequest = listener;
    },
  },
};

class MessageChannelMain {
  readonly port1;
  readonly port2;
  constructor() {
    const { port1, port2 } = new NodeChannel();
    this.port1 = mainPort(port1);
    this.port2 = port2;
  }
}

/** Electron's ports give events whose `data` is the message; Node's `on` gives the message itself. */
function mainPort(port: InstanceType<typeof NodeChannel>['port1']) {
  return {
    on(event: string, listen: (event?: { data: unknown }) => void) {
      if (event === 'message') port.on('message', (data) => listen({ data }));
      else port.on('close', () => listen());
    },
    postMessage: (message: unknown) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  };
}

export const app = new App();
export const ipcMain = new EventEmitter();
export const schemes: { handler?: (request: Request) => Promise<Response> } = {};
export const nativeTheme = Object.assign(new EventEmitter(), {
  shouldUseDarkColors: true,
  themeSource: 'system',
});
const protocol = {
  registerSchemesAsPrivileged: record('protocol.registerSchemesAsPrivileged'),
  handle: record('protocol.handle', (_: string, handler: (request: Request) => Promise<Response>) => {
    schemes.handler = handler;
  }),
};
const dialog = {
  showErrorBox: record('dialog.showErrorBox'),
  showMessageBox: record('dialog.showMessageBox', async () => ({ response: answers.messageBox })),
  showOpenDialog: record('dialog.showOpenDialog', async () => ({
    canceled: answers.openDialog.length === 0,
    filePaths: answers.openDialog,
  })),
  showSaveDialog: record('dialog.showSaveDialog', async () => ({ canceled: true, filePath: '' })),
};

export const electron = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu: {
    buildFromTemplate: (template: unknown) => template,
    setApplicationMenu: record('Menu.setApplicationMenu'),
  },
  MessageChannelMain,
  nativeTheme,
  Notification,
  powerSaveBlocker: {
    start: record('powerSaveBlocker.start', () => 7),
    stop: record('powerSaveBlocker.stop'),
  },
  protocol,
  screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
  session: { defaultSession },
  shell: { showItemInFolder: record('shell.showItemInFolder') },
};

export { Notification };
