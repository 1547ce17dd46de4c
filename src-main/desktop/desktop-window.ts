// The one window: where it was last time, shown when it has something to show, brought back when its page crashes.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, screen } from 'electron';
import { readWindowState, type WindowState, writeWindowState } from './window-state.ts';

/** The least that every screen is made for. */
const minimum = { width: 1024, height: 640 };
/** The canvas of the renderer's tokens, so that nothing flashes before the first paint. */
const canvas = { light: '#f6f7f9', dark: '#0f1115' };
/** A page that crashes this often in a minute is not brought back again. */
const maxCrashes = 3;

const preload = fileURLToPath(new URL('./preload.cjs', import.meta.url));

export class DesktopWindow {
  readonly #stateFile: string;
  #window: BrowserWindow | undefined;
  #address = '';
  #crashes: number[] = [];

  constructor(storeFolder: string) {
    this.#stateFile = join(storeFolder, 'window.json');
  }

  /** Of the page that may talk to the API. */
  get contentsId(): number | undefined {
    return this.#window?.webContents.id;
  }

  get isFocused(): boolean {
    return this.#window?.isFocused() ?? false;
  }

  /** For dialogs that belong to it. */
  get browserWindow(): BrowserWindow | undefined {
    return this.#window;
  }

  open(address: string): void {
    this.#address = address;
    const state = readWindowState(this.#stateFile, screen.getAllDisplays());
    const window = new BrowserWindow(windowOptions(state));
    this.#window = window;
    if (state.maximized) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('close', () => writeWindowState(this.#stateFile, stateOf(window)));
    window.on('closed', () => {
      this.#window = undefined;
    });
    window.webContents.on('render-process-gone', (_, { reason }) => this.#crashed(reason));
    nativeTheme.on('updated', () => this.#window?.setBackgroundColor(background()));
    void window.loadURL(address);
  }

  /** Brings it to the front, opening it again where it was closed. */
  show(): void {
    if (this.#window === undefined) {
      this.open(this.#address);
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Everything shown is read from the main process again, so nothing is lost. */
  #crashed(reason: string): void {
    if (reason === 'clean-exit' || reason === 'killed') return;
    const now = performance.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < 60_000), now];
    if (this.#crashes.length <= maxCrashes) this.#window?.webContents.reload();
  }
}

function windowOptions({ x, y, width, height }: WindowState): BrowserWindowConstructorOptions {
  return {
    x,
    y,
    width,
    height,
    minWidth: minimum.width,
    minHeight: minimum.height,
    show: false,
    title: 'Finesse',
    backgroundColor: background(),
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  };
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? canvas.dark : canvas.light;
}

function stateOf(window: BrowserWindow): WindowState {
  return { ...window.getNormalBounds(), maximized: window.isMaximized() };
}
