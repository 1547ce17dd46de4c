// Trainings under way: starting, steering, and following them.
import { eventIterator, oc, type } from '@orpc/contract';
import * as z from 'zod';
import type { MessageParams } from '../../errors.ts';
import type { LiveWork } from '../../jobs/live-work.ts';
import type { Checkpoint } from '../../store/checkpoints-repository.ts';
import type { EpochRow } from '../../store/metrics-repository.ts';
import type { QueuedRun } from '../../store/queue-repository.ts';
import type { LogLine, WorkSpan } from '../../store/run-log-repository.ts';
import type { RunState } from '../../store/run-states.ts';
import type { EarlyStoppingState } from '../../training/early-stopping.ts';
import type { TrainingEstimate } from '../../training/training-estimate.ts';
import type { PhasePlan } from '../../training/training-events.ts';
import { progressSchema, recipeDraftSchema, runIdSchema } from './shared.ts';

export type { ChosenDepth } from '../../training/probe/depth-choice.ts';

export type { TrainingEstimate };

/** Where a follower stands; what lies behind it has been seen. */
const cursorSchema = z.object({
  /** Of another start of the program, revisions mean nothing and everything is sent again. */
  instance: z.string(),
  revision: z.number(),
  step: z.number(),
  log: z.number(),
  resumedCount: z.number(),
});
export type ChangeCursor = z.output<typeof cursorSchema>;

/** [step, value]; null where the value was not a number. */
export type StepPoint = readonly [step: number, value: number | null];

export interface RunFacts {
  readonly id: string;
  readonly name: string;
  readonly state: RunState;
  readonly epochs: number;
  readonly bestEpoch: number | null;
  /** Time under way until these news. */
  readonly seconds: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly errorParams: MessageParams;
  readonly resumedCount: number;
}

export interface RunChanges {
  readonly cursor: ChangeCursor;
  /** True: `steps` and `log` hold everything (curves thinned to about 2,000 points) and replace what was there. */
  readonly whole: boolean;
  readonly run: RunFacts;
  /** What it does now; null when it is not under way in this program. */
  readonly live: LiveWork | null;
  /**
   * Seconds that the planned epochs and the evaluation still take; early stopping may shorten them. By the present
   * speed, and for later phases by `estimate` where that was asked for the same recipe.
   */
  readonly etaSeconds: number | null;
  readonly batchSize: number;
  /** Place in the queue, from 1; null when it does not wait. */
  readonly queuePosition: number | null;
  readonly queueHeld: boolean;
  readonly plan: readonly PhasePlan[];
  readonly earlyStopping: EarlyStoppingState | null;
  /** New points by metric: loss, learningRate, gradientNorm. */
  readonly steps: Readonly<Record<string, readonly StepPoint[]>>;
  readonly epochs: readonly EpochRow[];
  readonly log: readonly LogLine[];
  /** Where its time went, all stretches. */
  readonly work: readonly WorkSpan[];
  readonly checkpoints: readonly Checkpoint[];
}

export interface Queue {
  readonly held: boolean;
  readonly active: { readonly id: string; readonly name: string } | null;
  readonly waiting: readonly QueuedRun[];
}

export interface ListChanges {
  readonly instance: string;
  readonly revision: number;
  /** Ids of runs that have changed; null: ask for everything again. */
  readonly runs: readonly string[] | null;
}

const one = z.object({ run: runIdSchema });

export const trainingContract = {
  /**
   * What a training will take here, measured by a few real steps in a process of its own, which ends with the request.
   * Phases: `loading`, `checking-data`, `caching-features`, `fitting-probe`,
   * `choosing-depth`, `training`, `evaluating`.
   */
  estimate: oc
    .input(z.object({ recipe: recipeDraftSchema }))
    .output(eventIterator(progressSchema, type<TrainingEstimate>())),
  /** Checks a recipe as the command line does and puts the run at the end of the queue. */
  start: oc
    .input(z.object({ recipe: recipeDraftSchema, parent: runIdSchema.optional() }))
    .output(type<{ readonly run: string }>()),
  /** Stops at a checkpoint and frees the machine. Holds the queue: what waits is not started until `resume` or release. */
  pause: oc.input(one),
  /** As soon as the machine is free, before all that wait; releases the queue. Also "start this one next". */
  resume: oc.input(one),
  /** Takes a run out of the queue: one that had begun is paused again, a new one is stopped. */
  cancel: oc.input(one),
  /** Best epoch so far, then the evaluation; also of a run at rest. Throws `jobs.nothingTrained`. */
  finish: oc.input(one),
  /** For good; the record stays. */
  stop: oc.input(one),
  queue: oc.output(type<Queue>()),
  reorder: oc.input(z.object({ runs: z.array(runIdSchema).max(1000) })),
  hold: oc.input(z.object({ held: z.boolean() })),
  /** Waits for something newer than `since`, at most 25 s, and gives it; at once without `since`. */
  changes: oc
    .input(z.object({ run: runIdSchema, since: cursorSchema.optional() }))
    .output(type<RunChanges>()),
  /** Waits likewise for news of any run. */
  listChanges: oc
    .input(z.object({ since: z.object({ instance: z.string(), revision: z.number() }).optional() }))
    .output(type<ListChanges>()),
};
