// The states of a run and which may follow which.

/** For each state, the states that may follow it. */
export const transitions = {
  /** `paused` again where a run that had begun is taken out of the queue. */
  queued: ['running', 'paused', 'failed', 'stopped'],
  running: ['paused', 'interrupted', 'finished', 'failed', 'stopped'],
  /** Ended at a checkpoint by the person's wish; holds no memory and no process. */
  paused: ['queued', 'running', 'stopped'],
  /** Cut short, by Ctrl-C or by a death of the process; can be resumed. */
  interrupted: ['queued', 'running', 'stopped'],
  finished: [],
  /** Ended by an error; once its cause is gone it can be resumed from its last checkpoint. */
  failed: ['queued', 'running', 'stopped'],
  /** Ended by the user's decision, for good. */
  stopped: [],
} as const satisfies Record<string, readonly string[]>;

export type RunState = keyof typeof transitions;

/** The states from which `next` may be entered. */
export function statesBefore(next: RunState): RunState[] {
  const states = Object.keys(transitions) as RunState[]; // the keys of a literal object
  return states.filter((state) => (transitions[state] as readonly RunState[]).includes(next));
}
