// Calls that report progress: a stream of progress that ends with the result.

interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** What a stream of progress ends with. */
export type ResultOf<Stream extends { next(): Promise<IteratorResult<unknown, unknown>> }> =
  Awaited<ReturnType<Stream['next']>> extends infer Step
    ? Step extends IteratorReturnResult<infer Result>
      ? Result
      : never
    : never;

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
