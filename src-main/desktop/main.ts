// The window's main process, called by `entry.ts`: a flat list, each step in its own file. Whatever is not about Electron
// stands elsewhere; the browser-hosted form and the command line use the same.
import '../no-telemetry.ts';
import { app, dialog } from 'electron';
import { portCarrier } from '../api/port-carrier.ts';
import { router } from '../api/router.ts';
import { closeServices, openServices } from '../api/services.ts';
import { defaultStoreFolder } from '../store/store-folder.ts';
import { takeStoreLock } from '../store/store-lock.ts';
import { writePrivately } from '../training/file-rights.ts';
import { setupApiPorts } from './api-ports.ts';
import { appScheme, registerScheme, serveScheme } from './app-scheme.ts';
import { Appearances } from './appearances.ts';
import { DesktopWindow } from './desktop-window.ts';
import { setupGuards } from './guards.ts';
import { setupMenu } from './menu.ts';
import { setupNotifications } from './notifications.ts';
import { setupOpenedFiles } from './opened-files.ts';
import { setupPowerBlocker } from './power-blocker.ts';
import { setupQuitting } from './quitting.ts';
import { watchRuns } from './run-watch.ts';
import { desktopShell } from './shell.ts';

const storeFolder = storeFolderOf(process.argv) ?? defaultStoreFolder(process.platform, process.env);

writePrivately();
app.enableSandbox();
registerScheme();
setupGuards();
const opened = setupOpenedFiles();

/** For `entry.ts`, when every file is known to be as it was packed. */
export function startWhenReady(): void {
  if (opened.isFirst) void app.whenReady().then(start);
}

function start(): void {
  try {
    const lock = takeStoreLock(storeFolder);
    const window = new DesktopWindow(storeFolder);
    const appearances = new Appearances();
    const services = openServices({
      lock,
      host: 'electron',
      desktop: desktopShell(window, appearances),
    });
    const runs = watchRuns(services);
    serveScheme(services);
    setupApiPorts(portCarrier(router, services), window);
    setupMenu({ requests: services.shell.requests, window, appearances });
    setupNotifications({ runs, requests: services.shell.requests, window, appearances });
    setupPowerBlocker(runs);
    setupQuitting({
      runs,
      window,
      appearances,
      close: () => closeServices(services).finally(() => lock.release()),
    });
    opened.take((path) => services.shell.requests.add({ kind: 'open', path }), window);
    window.open(`${appScheme}://app/`);
  } catch (error) {
    // The store cannot be opened: there is nothing to show but why.
    dialog.showErrorBox('Finesse', error instanceof Error ? error.message : String(error));
    app.exit(1);
  }
}

/** `--store <folder>` or `--store=<folder>`, as on the command line. */
function storeFolderOf(args: readonly string[]): string | undefined {
  const at = args.indexOf('--store');
  return at >= 0 ? args[at + 1] : args.find((arg) => arg.startsWith('--store='))?.slice('--store='.length);
}
