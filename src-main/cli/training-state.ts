// Where a training run stands, gathered from the engine's events; and one line that says so. Pure: no terminal here.
import type { Recipe } from '../training/recipe.ts';
import type { TrainingEvent } from '../training/training-events.ts';
import { duration, figure } from './output.ts';

export interface TrainingState {
  readonly totalEpochs: number;
  /** Optimizer updates in an epoch; known once the data is. */
  readonly stepsPerEpoch: number | undefined;
  readonly batchExamples: number;
  readonly work: { readonly phase: string; readonly done: number; readonly total: number } | undefined;
  readonly phase: string;
  readonly epoch: number;
  readonly step: number;
  /** The step at which the present epoch began. */
  readonly epochStart: number;
  readonly loss: number | undefined;
  /** Steps and their times over the last seconds, oldest first, for the rate. */
  readonly marks: readonly { readonly step: number; readonly atMs: number }[];
}

const rateWindowMs = 10_000;

export function initialState(recipe: Recipe): TrainingState {
  const { phases } = recipe.adaptation;
  const { epochs, batchSize, accumulationSteps } = recipe.hyperparameters;
  return {
    totalEpochs: phases ? phases.reduce((sum, phase) => sum + phase.epochs, 0) : epochs,
    stepsPerEpoch: undefined,
    batchExamples: batchSize * accumulationSteps,
    work: undefined,
    phase: '',
    epoch: 0,
    step: 0,
    epochStart: 0,
    loss: undefined,
    marks: [],
  };
}

/** The state after an event that arrived at `atMs`. */
export function nextState(state: TrainingState, event: TrainingEvent, atMs: number): TrainingState {
  if (event.type === 'work') return { ...state, work: event };
  if (event.type === 'dataset') {
    const train = event.version.examples.filter((example) => example.split === 'train').length;
    return { ...state, stepsPerEpoch: Math.max(1, Math.ceil(train / state.batchExamples)) };
  }
  if (event.type === 'plan')
    return { ...state, totalEpochs: event.phases.reduce((sum, { epochs }) => sum + epochs, 0) };
  if (event.type === 'epoch')
    return { ...state, epoch: event.epoch, step: event.step, epochStart: event.step };
  if (event.type !== 'step') return state;
  const first = event.earlier[0]?.step ?? event.step;
  return {
    ...state,
    work: undefined,
    phase: event.phase,
    epoch: event.epoch,
    step: event.step,
    epochStart: event.epoch === state.epoch ? state.epochStart : first - 1,
    loss: event.metrics.loss,
    marks: [...state.marks.filter((mark) => mark.atMs > atMs - rateWindowMs), { step: event.step, atMs }],
  };
}

/** Optimizer updates a second over the last ten seconds. */
export function stepRate({ marks }: TrainingState): number | undefined {
  const [first, last] = [marks[0], marks.at(-1)];
  if (!first || !last || last.atMs - first.atMs < 500) return undefined;
  return ((last.step - first.step) / (last.atMs - first.atMs)) * 1000;
}

/** `head  epoch 3/12  [########------------]  40 %  123 examples/s  ETA 0:32  loss 0.4321` */
export function progressLine(state: TrainingState): string {
  const parts = state.work ? workParts(state.work) : stepParts(state);
  return parts.filter((part) => part !== '').join('  ');
}

function workParts({ phase, done, total }: NonNullable<TrainingState['work']>): string[] {
  const share = total > 0 ? done / total : 0;
  return [phase.replaceAll('-', ' '), total > 1 ? `${bar(share)} ${done}/${total}` : '...'];
}

function stepParts(state: TrainingState): string[] {
  if (state.step === 0) return ['starting ...'];
  const { stepsPerEpoch, totalEpochs, epoch } = state;
  const share = stepsPerEpoch ? Math.min(1, (state.step - state.epochStart) / stepsPerEpoch) : undefined;
  const rate = stepRate(state);
  const left = share === undefined ? undefined : (totalEpochs - epoch + 1 - share) * stepsPerEpoch!;
  return [
    state.phase,
    `epoch ${epoch}/${totalEpochs}`,
    share === undefined ? '' : shareBar(share),
    rate === undefined
      ? ''
      : `${(rate * state.batchExamples).toFixed(rate * state.batchExamples < 10 ? 1 : 0)} examples/s`,
    rate && left !== undefined ? `ETA ${duration(left / rate)}` : '',
    `loss ${figure(state.loss)}`,
  ];
}

const barWidth = 20;

function bar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * barWidth);
  return `[${'#'.repeat(full)}${'-'.repeat(barWidth - full)}]`;
}

/** `[#####---------------] 25 %` of a share between 0 and 1. */
export function shareBar(share: number): string {
  return `${bar(share)} ${String(Math.floor(share * 100)).padStart(3)} %`;
}

/** The line of a finished epoch, which stays: `epoch 3/12  head  loss 0.4321  accuracy 0.8120 ...`. */
export function epochLine(state: TrainingState, event: Extract<TrainingEvent, { type: 'epoch' }>): string {
  const metrics = Object.entries(event.metrics).map(([name, value]) => `${name} ${figure(value)}`);
  return [`epoch ${event.epoch}/${state.totalEpochs}`, event.phase, ...metrics].join('  ');
}
