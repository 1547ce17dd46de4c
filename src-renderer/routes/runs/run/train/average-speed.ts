// How fast a training was over all its stretches, validation and pauses between epochs included. Pure.
import type { RunChanges } from '../../../../lib/state/live-run.svelte.ts';

/** Steps a second; undefined where nothing was trained. */
export function averageSpeed({ work }: Pick<RunChanges, 'work'>): number | undefined {
  const stretches = work
    .filter(({ phase }) => phase === 'training')
    .toSorted((a, b) => a.startedAtMs - b.startedAtMs);
  const seconds = stretches.reduce(
    (sum, span) => sum + Math.max(0, span.endedAtMs - span.startedAtMs) / 1000,
    0,
  );
  const steps = stretches.at(-1)?.done ?? 0;
  return seconds > 0 && steps > 0 ? steps / seconds : undefined;
}
