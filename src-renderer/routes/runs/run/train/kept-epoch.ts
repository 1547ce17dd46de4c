// Which epoch a run's model is of. Pure.
import type { RunChanges } from '../../../../lib/state/live-run.svelte.ts';

export interface KeptEpoch {
  readonly epoch: number;
  /** Chosen by validation; else it is merely the last one. */
  readonly isBest: boolean;
}

/** Undefined where there is none yet. */
export function keptEpoch(
  changes: Pick<RunChanges, 'run' | 'earlyStopping'> | undefined,
): KeptEpoch | undefined {
  const best = changes?.earlyStopping?.bestEpoch ?? null;
  const epoch = changes?.run.bestEpoch ?? best;
  return epoch === null || epoch === undefined ? undefined : { epoch, isBest: best !== null };
}
