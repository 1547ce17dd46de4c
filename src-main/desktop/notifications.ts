// A notification when a run ends while the person looks elsewhere; a click opens the run.
import { Notification } from 'electron';
import type { ShellRequests } from '../api/shell-requests.ts';
import type { Run } from '../store/runs-repository.ts';
import type { Appearances } from './appearances.ts';
import type { DesktopWindow } from './desktop-window.ts';
import type { RunWatch } from './run-watch.ts';

export interface NotificationOptions {
  readonly runs: RunWatch;
  readonly requests: ShellRequests;
  readonly window: DesktopWindow;
  readonly appearances: Appearances;
}

export function setupNotifications({ runs, requests, window, appearances }: NotificationOptions): void {
  // A notification that nobody holds is collected, and its click is lost.
  const shown = new Set<Notification>();
  runs.onEnd((run) => {
    if (window.isFocused || !Notification.isSupported()) return;
    const notification = new Notification({
      title: titleOf(run, appearances),
      body: bodyOf(run, appearances),
    });
    shown.add(notification);
    notification.on('click', () => {
      window.show();
      requests.add({ kind: 'go', to: ['runs', run.id] });
    });
    notification.on('close', () => shown.delete(notification));
    notification.show();
  });
}

function titleOf({ state }: Run, { texts }: Appearances): string {
  return state === 'queued' || state === 'running' ? '' : texts.ended[state];
}

function bodyOf({ name, errorMessage }: Run, { texts }: Appearances): string {
  return errorMessage === null ? name : `${name}\n${texts.why(errorMessage)}`;
}
