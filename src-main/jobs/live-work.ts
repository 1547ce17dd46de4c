// What is only true while a run is under way: its present phase of work, its speed and its memory. Everything else
// about a run is in the store.
import type { TrainingEvent, WorkPhase } from '../training/training-events.ts';

export interface LiveWork {
  readonly phase: WorkPhase;
  readonly done: number;
  readonly total: number;
  readonly message: string | null;
  readonly memoryBytes: number | null;
  /** Optimizer updates a second, over about the last ten seconds; null before there are two. */
  readonly stepsPerSecond: number | null;
}

/** The speed is measured over this long. */
const windowMs = 10_000;

export class LiveWorkTracker {
  #work: Omit<LiveWork, 'stepsPerSecond'> = {
    phase: 'loading',
    done: 0,
    total: 0,
    message: null,
    memoryBytes: null,
  };
  #steps: { readonly atMs: number; readonly step: number }[] = [];

  see(event: TrainingEvent): void {
    if (event.type === 'work') {
      const { phase, done, total, message = null, memoryBytes = this.#work.memoryBytes } = event;
      this.#work = { phase, done, total, message, memoryBytes };
    }
    if (event.type === 'step') this.#seeStep(event.step, event.memoryBytes ?? null);
  }

  #seeStep(step: number, memoryBytes: number | null): void {
    const atMs = performance.now();
    this.#work = { ...this.#work, phase: 'training', done: step, total: 0, message: null, memoryBytes };
    this.#steps = [...this.#steps.filter((seen) => atMs - seen.atMs < windowMs), { atMs, step }];
  }

  get state(): LiveWork {
    const [first, last] = [this.#steps[0], this.#steps.at(-1)];
    const seconds = first && last ? (last.atMs - first.atMs) / 1000 : 0;
    return { ...this.#work, stepsPerSecond: seconds > 0 ? (last!.step - first!.step) / seconds : null };
  }
}
