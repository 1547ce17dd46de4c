// The phases of work of a run in their order, each done, under way, halted, to come or not needed. Pure.
import type { RunChanges } from '../../../../lib/state/live-run.svelte.ts';

export const workPhases = [
  'loading',
  'checking-data',
  'caching-features',
  'fitting-probe',
  'choosing-depth',
  'training',
  'evaluating',
] as const;
export type WorkPhase = (typeof workPhases)[number];

export interface ShownPhase {
  readonly phase: WorkPhase;
  readonly state: 'done' | 'now' | 'halted' | 'next' | 'skipped';
  /** Time spent in it so far; for training without the features prepared between its phases. */
  readonly seconds: number;
}

type Facts = Pick<RunChanges, 'work' | 'live'> & { readonly run: Pick<RunChanges['run'], 'state'> };

export function shownPhases({ work, live, run }: Facts): ShownPhase[] {
  const last = live?.phase ?? lastPhase(work);
  const isOver = run.state === 'finished' || run.state === 'stopped';
  const isHalted = !live && !isOver && run.state !== 'running';
  return workPhases.map((phase, at) => {
    const spans = work.filter((span) => span.phase === phase);
    const isSeen = spans.length > 0;
    const seconds = spans.reduce(
      (sum, span) => sum + Math.max(0, span.endedAtMs - span.startedAtMs) / 1000,
      0,
    );
    if (phase === live?.phase) return { phase, state: 'now', seconds };
    const lastAt = last === undefined ? -1 : workPhases.indexOf(last);
    // A run that was paused, cut short or failed goes on in the phase that it left.
    if (isHalted && phase === last) return { phase, state: 'halted', seconds };
    if (isSeen && (at <= lastAt || run.state === 'finished')) return { phase, state: 'done', seconds };
    // Features are prepared for frozen layers only; a run without a test split has no evaluation.
    const isPassed = isOver || at < lastAt;
    return { phase, state: isPassed ? 'skipped' : 'next', seconds };
  });
}

function lastPhase(work: Facts['work']): WorkPhase | undefined {
  const last = work.toSorted((a, b) => a.endedAtMs - b.endedAtMs).at(-1)?.phase;
  return workPhases.find((phase) => phase === last);
}
