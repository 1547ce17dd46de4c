// Work that calls back with its progress, as the event iterator of a procedure made `withProgress`.
import type { Progress } from './contract/shared.ts';

/**
 * `yield* taskProgress(...)` reports and then gives the result. Only the newest progress waits for a slow reader. When
 * the reader leaves, `work`'s signal aborts.
 */
export async function* taskProgress<Result>(
  work: (onProgress: (progress: Progress) => void, signal: AbortSignal) => Promise<Result>,
  signal?: AbortSignal,
): AsyncGenerator<Progress, Result, void> {
  const left = new AbortController();
  let waiting: Progress | undefined;
  let wake = () => {};
  let ended = false;
  const onProgress = (progress: Progress) => {
    waiting = progress;
    wake();
  };
  const both = signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]);
  const result = work(onProgress, both).finally(() => {
    ended = true;
    wake();
  });
  result.catch(() => undefined); // told by the return below
  try {
    while (!ended) {
      const next = waiting;
      waiting = undefined;
      if (next !== undefined) yield next;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
    return await result;
  } finally {
    left.abort();
  }
}
