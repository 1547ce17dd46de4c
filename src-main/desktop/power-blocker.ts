// The computer does not fall asleep while it trains. The display may.
import { powerSaveBlocker } from 'electron';
import type { RunWatch } from './run-watch.ts';

export function setupPowerBlocker(runs: Pick<RunWatch, 'onChange'>): void {
  let blocker: number | undefined;
  runs.onChange((active) => {
    if (active !== undefined) blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    else if (blocker !== undefined) {
      powerSaveBlocker.stop(blocker);
      blocker = undefined;
    }
  });
}
