// Runs as the window's surroundings see them: whether one is under way, and which have just ended.
import type { Services } from '../api/services.ts';
import type { RunState } from '../store/run-states.ts';
import { findRun, type Run } from '../store/runs-repository.ts';

export interface RunWatch {
  /** The run that this process drives now. */
  readonly active: Run | undefined;
  onChange(tell: (active: Run | undefined) => void): void;
  /** Told when a run that was under way no longer is. */
  onEnd(tell: (run: Run) => void): void;
  stop(): void;
}

const waitMs = 3_600_000;
const isOver = (state: RunState) => state !== 'running' && state !== 'queued';

export function watchRuns({ hub, queue, store }: Pick<Services, 'hub' | 'queue' | 'store'>): RunWatch {
  const changed = new Set<(active: Run | undefined) => void>();
  const ended = new Set<(run: Run) => void>();
  const stopping = new AbortController();
  let active: Run | undefined;

  const look = () => {
    const now = queue.active;
    if (now?.id === active?.id) return;
    const before = active;
    active = now;
    for (const tell of changed) tell(now);
    if (before === undefined) return;
    const run = findRun(store.db, before.id);
    if (isOver(run.state)) for (const tell of ended) tell(run);
  };

  const watch = async () => {
    const { signal } = stopping;
    while (!signal.aborted) {
      const { revision } = hub;
      look();
      await hub.wait(() => hub.revision > revision, { limitMs: waitMs, signal }).catch(() => undefined); // the end
    }
  };
  void watch();
  return {
    get active() {
      return queue.active;
    },
    onChange: (tell) => void changed.add(tell),
    onEnd: (tell) => void ended.add(tell),
    stop: () => stopping.abort(),
  };
}
