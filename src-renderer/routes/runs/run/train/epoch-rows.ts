// The epochs of a run for its table: newest first, with how long each was under way. Pure.
import { secondsUnderWay } from '../../../../lib/charts/x-scale.ts';
import type { Epoch, RunChanges } from '../../../../lib/state/live-run.svelte.ts';

export interface EpochLine extends Epoch {
  /** Undefined for the first of a run whose training has no known start. */
  readonly seconds: number | undefined;
}

export function epochRows(epochs: readonly Epoch[], work: RunChanges['work']): EpochLine[] {
  const worked = secondsUnderWay(work, epochs);
  const start = work.find(({ phase }) => phase === 'training')?.startedAtMs;
  return epochs
    .map((epoch, at) => {
      const from = at === 0 ? start : epochs[at - 1]!.endedAtMs;
      // Never below nothing: an earlier Finesse went by the system's clock, which can be set back.
      const seconds = from === undefined ? undefined : Math.max(0, worked(epoch.endedAtMs) - worked(from));
      return { ...epoch, seconds };
    })
    .toReversed();
}
