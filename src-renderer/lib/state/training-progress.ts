// How far a training is, told from its plan and its epochs: phases that ended early count as done, so that share and
// remaining time do not wait for epochs that will never come.

export interface Phase {
  readonly name: string;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

export interface EndedEpoch {
  readonly epoch: number;
  readonly step: number;
  readonly phase: string;
}

interface Patience {
  readonly patience: number;
  readonly staleEpochs: number;
}

export interface Progress {
  /** Index of the phase of the plan that is under way; the number of phases when all are over. */
  readonly phase: number;
  /** The epoch under way, from 1, and how many there will be at most. */
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number;
  /** 0 to 1, of the steps. */
  readonly share: number;
}

export interface ProgressFacts {
  readonly plan: readonly Phase[];
  readonly epochs: readonly EndedEpoch[];
  /** The last step that was heard of. */
  readonly step: number;
  readonly earlyStopping: Patience | null;
}

/** Undefined while there is no plan. */
export function trainingProgress({ plan, epochs, step, earlyStopping }: ProgressFacts): Progress | undefined {
  if (plan.length === 0) return undefined;
  const last = epochs.at(-1);
  const phase = phaseUnderWay(plan, epochs, earlyStopping);
  const epochsOfPhase = phase < plan.length ? epochsIn(epochs, plan[phase]!.name) : 0;
  const stepOfLast = last?.step ?? 0;
  // A step behind the last epoch's end belongs to the epoch under way.
  const done = Math.max(step, stepOfLast);
  const under = plan[phase];
  const restOfPhase = under
    ? Math.max(0, (under.epochs - epochsOfPhase) * under.stepsPerEpoch - (done - stepOfLast))
    : 0;
  const later = plan.slice(phase + 1);
  const rest = restOfPhase + sum(later, ({ epochs: count, stepsPerEpoch }) => count * stepsPerEpoch);
  const numEnded = last?.epoch ?? 0;
  const restEpochs = (under ? under.epochs - epochsOfPhase : 0) + sum(later, ({ epochs: count }) => count);
  const isOver = rest === 0 && restEpochs === 0;
  return {
    phase,
    epoch: isOver ? numEnded : numEnded + 1,
    epochs: numEnded + restEpochs,
    step: done,
    steps: done + rest,
    share: done + rest === 0 ? 0 : done / (done + rest),
  };
}

function phaseUnderWay(
  plan: readonly Phase[],
  epochs: readonly EndedEpoch[],
  earlyStopping: Patience | null,
): number {
  const last = epochs.at(-1);
  if (last === undefined) return 0;
  const at = plan.findIndex(({ name }) => name === last.phase);
  if (at < 0) return 0;
  const isFull = epochsIn(epochs, last.phase) >= plan[at]!.epochs;
  const isImpatient = earlyStopping !== null && earlyStopping.staleEpochs >= earlyStopping.patience;
  return isFull || isImpatient ? at + 1 : at;
}

function epochsIn(epochs: readonly EndedEpoch[], phase: string): number {
  return epochs.filter((epoch) => epoch.phase === phase).length;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
