// What the run under way is doing, in a few words: for the menu, the start page and the title of the window.
import type { Format } from '../lib/i18n/format.ts';
import type { Messages } from '../lib/i18n/messages/en.ts';
import type { LiveRun } from '../lib/state/live-run.svelte.ts';

export interface Activity {
  /** Its phase of work. */
  readonly phase: string;
  /** How far its training is; absent before it has begun. */
  readonly percent: string | undefined;
  /** Time that it still takes; absent where it is not known. */
  readonly remaining: string | undefined;
}

type Facts = Pick<LiveRun, 'changes' | 'progress' | 'etaSeconds'>;

export function activity({ changes, progress, etaSeconds }: Facts, t: Messages, format: Format): Activity {
  const phase = changes?.live?.phase;
  const isTraining = phase === 'training';
  return {
    phase: phase ? t.train.work.phases[phase] : t.common.states.running,
    percent: progress && (isTraining || progress.step > 0) ? format.percent(progress.share, 0) : undefined,
    remaining: isTraining && etaSeconds !== null ? format.duration(etaSeconds) : undefined,
  };
}
