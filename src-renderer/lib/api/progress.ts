// Calls that report progress: a stream of progress that ends with the result.

interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** The result of a call; `onprogress` hears of its progress. Rejects as the call does. */
export async function progressOf<Result>(
  stream: { next(): Promise<IteratorResult<Progress, Result>> },
  onprogress?: (progress: Progress) => void,
): Promise<Result> {
  for (;;) {
    const step = await stream.next();
    if (step.done) return step.value;
    onprogress?.(step.value);
  }
}
