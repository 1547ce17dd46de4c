// Leaving: a running training is asked about, stopped at a checkpoint, and can be resumed.
import { app, dialog, type MessageBoxOptions } from 'electron';
import type { Appearances } from './appearances.ts';
import type { DesktopWindow } from './desktop-window.ts';
import type { RunWatch } from './run-watch.ts';

export interface QuittingOptions {
  readonly runs: RunWatch;
  readonly window: DesktopWindow;
  readonly appearances: Appearances;
  /** Ends everything; settles when a running run has its checkpoint. */
  readonly close: () => Promise<void>;
}

export function setupQuitting({ runs, window, appearances, close }: QuittingOptions): void {
  let phase: 'open' | 'asking' | 'closing' | 'closed' = 'open';

  const leave = async () => {
    const { active } = runs;
    if (active !== undefined && !(await wantsToStop(active.name, window, appearances))) {
      phase = 'open';
      // The window may have been closed, which is how the leaving began.
      window.show();
      return;
    }
    phase = 'closing';
    runs.stop();
    try {
      await close();
    } catch (error) {
      dialog.showErrorBox('Finesse', error instanceof Error ? error.message : String(error));
    }
    phase = 'closed';
    app.quit();
  };

  app.on('before-quit', (event) => {
    if (phase === 'closed') return;
    event.preventDefault();
    if (phase !== 'open') return;
    phase = 'asking';
    void leave();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('activate', () => window.show());
}

async function wantsToStop(run: string, window: DesktopWindow, { texts }: Appearances): Promise<boolean> {
  const options: MessageBoxOptions = {
    type: 'question',
    title: texts.quitTitle,
    message: texts.quitTitle,
    detail: texts.quitText(run),
    buttons: [texts.stopAndQuit, texts.cancel],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  };
  const { browserWindow } = window;
  const { response } = await (browserWindow === undefined
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(browserWindow, options));
  return response === 0;
}
