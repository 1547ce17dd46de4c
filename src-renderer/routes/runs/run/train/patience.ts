// How long early stopping still waits, where it can end the phase at all: fewer epochs may be left than its patience.
import type { RunChanges } from '../../../../lib/state/live-run.svelte.ts';
import { trainingProgress } from '../../../../lib/state/training-progress.ts';

export interface ShownPatience {
  /** Epochs without progress, and how many more of them end the phase. */
  readonly used: number;
  readonly left: number;
}

/** Undefined where the phase under way ends by itself before early stopping could end it. */
export function shownPatience({
  plan,
  epochs,
  earlyStopping,
}: Pick<RunChanges, 'plan' | 'epochs' | 'earlyStopping'>): ShownPatience | undefined {
  if (earlyStopping === null) return undefined;
  const { patience, staleEpochs } = earlyStopping;
  if (staleEpochs >= patience) return { used: patience, left: 0 };
  const phase = plan[trainingProgress({ plan, epochs, earlyStopping, step: 0 })?.phase ?? plan.length];
  if (phase === undefined) return undefined;
  const ended = epochs.filter((epoch) => epoch.phase === phase.name).length;
  const used = ended === 0 ? 0 : staleEpochs; // patience begins anew with a phase
  const left = patience - used;
  return left < phase.epochs - ended ? { used, left } : undefined;
}
