// What the process that runs the specs writes, one JSON value a line, in the order of events.

/** A spec has begun; when nothing follows, the process died in it. */
export interface SpecStarted {
  readonly event: 'started';
  readonly name: string;
}

export interface SpecDone {
  readonly event: 'done';
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'excluded' | 'pending';
  /** Messages of the failed expectations. */
  readonly failures: readonly string[];
  readonly elapsedMs: number;
}

/** A failure outside a spec (beforeAll, afterAll). */
export interface SuiteFailed {
  readonly event: 'suite-failed';
  readonly name: string;
  readonly failures: readonly string[];
}

/** All specs have run; `kernels` are those registered for the backend. */
export interface RunDone {
  readonly event: 'finished';
  readonly kernels: readonly string[];
}

export type SpecEvent = SpecStarted | SpecDone | SuiteFailed | RunDone;
