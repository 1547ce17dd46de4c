// What to try next with a run, and why: a table of rules over its history and its report. The words stand in the
// renderer, by code; `params` is what they need. A rule says nothing where it does not know enough.
import { validationName } from '../facts/metrics.ts';
import { kindFacts, type TaskName } from '../facts/tasks.ts';
import type { EvaluationReport } from './evaluation-report.ts';
import { wilson } from './wilson.ts';

/** Every code, most important first, with what `params` holds. Probabilities and shares are 0 to 1. */
export const adviceCodes = [
  /** learningRate (the highest that was used) */
  'diverged',
  /** accuracy, majority (share of the largest class), class */
  'below-baseline',
  /** none */
  'no-test-split',
  /** none */
  'no-validation-split',
  /** trainAccuracy, valAccuracy (both of the last epoch), bestEpoch (the one that was kept), epochs */
  'overfitting',
  /** epochs (in how many the training loss rose by a tenth), learningRate (the highest that was used) */
  'unstable',
  /** trainAccuracy, epochs */
  'underfitting',
  /** epochs, suggested */
  'still-improving',
  /** class, recall, othersRecall (mean of the others), examples (in training), classes (all such), weighted (0 or 1) */
  'rare-class',
  /** classes, examples (of the smallest, in training), wanted */
  'few-examples',
  /** label, predicted, count, share (of the label's examples) */
  'confused-classes',
  /** count, mistakes, probability (least one counted), more (1 where a report lists fewer mistakes than there are) */
  'label-errors',
  /** low, high, examples, needed (for five points either way) */
  'wide-interval',
  /** error (expected calibration error), confidence, accuracy, calibrated (1: of the calibrated probabilities) */
  'overconfident',
  'underconfident',
  /** accuracy (absent without a report) */
  'good',
] as const;

export type AdviceCode = (typeof adviceCodes)[number];
export type Severity = 'good' | 'hint' | 'warning' | 'serious';

/** A phase as a recipe writes it; what a rule does not change it hands on. */
export interface AdvisedPhase {
  readonly name?: string | undefined;
  readonly epochs: number;
  readonly trainable: 'head' | 'all' | { readonly lastStages: number };
  readonly learningRate?: number | undefined;
}

/** A change of the recipe. `path` as `--set` takes it, `hyperparameters.learningRate`. */
export interface RecipePatch {
  readonly path: string;
  readonly value: number | string | boolean | { readonly horizontalFlip: true } | readonly AdvisedPhase[];
}

export interface Advice {
  readonly code: AdviceCode;
  readonly params: Readonly<Record<string, number | string | readonly string[]>>;
  readonly severity: Severity;
  /** null where the answer is not in the recipe. */
  readonly action: { readonly patches: readonly RecipePatch[] } | null;
}

export interface EpochFacts {
  readonly epoch: number;
  readonly phase: string;
  /** Named as in Keras: loss, accuracy, valLoss, valAccuracy ... */
  readonly metrics: Readonly<Record<string, number | null>>;
}

/** What the rules look at, taken from a run by whoever knows its recipe. */
export interface AdviceFacts {
  /** Absent without a test split, or before the run has come so far. */
  readonly report?: EvaluationReport | undefined;
  readonly diverged: boolean;
  readonly history: readonly EpochFacts[];
  /** The epoch whose parameters were kept, counted from 1 as in `history`; null where none was. */
  readonly bestEpoch: number | null;
  /** Epochs asked for, over all phases; training may have ended sooner. */
  readonly plannedEpochs: number;
  readonly trainExamples: readonly { readonly name: string; readonly count: number }[];
  readonly validationExamples: number;
  readonly testExamples: number;
  /** Bins of the test split with the fitted temperature applied; absent where none was fitted. */
  readonly calibrated?: EvaluationReport['calibration'] | undefined;
  readonly task: TaskName;
  readonly settings: {
    readonly preset: string | undefined;
    /** Highest rate of any phase: what the run learnt at, whatever the recipe says beside it. */
    readonly highestRate: number;
    /** Phases of the person's own, which replace the preset and its epochs. */
    readonly phases: readonly AdvisedPhase[] | undefined;
    readonly validationFraction: number;
    readonly testFraction: number;
    readonly learningRate: number;
    readonly backboneLearningRate: number | undefined;
    readonly headDropout: number;
    readonly weightDecay: number;
    readonly labelSmoothing: number;
    readonly balancedClasses: boolean;
    readonly augments: boolean;
    readonly clipsGradients: boolean;
  };
}

/** Bounds of the rules; each is a rule of thumb, wide enough that noise of a small split does not set it off. */
const limits = {
  overfittingGap: 0.12,
  lossRise: 1.15,
  lowTrainAccuracy: 0.75,
  stillFalling: 0.02,
  unstableRise: 1.1,
  rareShare: 0.5,
  recallBelowOthers: 0.2,
  wantedExamples: 20,
  confusedShare: 0.2,
  confusedCount: 3,
  certain: 0.95,
  intervalWidth: 0.16,
  calibration: 0.05,
  share: 0.15,
  mostShares: 0.9,
  /** What a recipe takes. */
  mostEpochs: 10_000,
  mostPhases: 20,
} as const;

type Rule = (facts: AdviceFacts) => Omit<Advice, 'code'> | undefined;

const patches = (...list: RecipePatch[]): Advice['action'] => (list.length === 0 ? null : { patches: list });

/** The same rates, those of own phases too, times `factor`; two significant digits, as a person would write them. */
function rates({ settings }: AdviceFacts, factor: number): RecipePatch[] {
  const scaled = (rate: number) => Number((rate * factor).toPrecision(2));
  const { learningRate, backboneLearningRate: backbone, phases = [] } = settings;
  const own = phases.map((phase) =>
    phase.learningRate === undefined ? phase : { ...phase, learningRate: scaled(phase.learningRate) },
  );
  const general = phases.length === 0 || phases.some((phase) => phase.learningRate === undefined);
  const changed: RecipePatch[] = phases.some((phase) => phase.learningRate !== undefined)
    ? [{ path: 'adaptation.phases', value: own }]
    : [];
  if (!general) return changed;
  return [
    ...changed,
    { path: 'hyperparameters.learningRate', value: scaled(learningRate) },
    ...(backbone === undefined
      ? []
      : [{ path: 'hyperparameters.backboneLearningRate', value: scaled(backbone) }]),
  ];
}

/** A metric over the epochs that have it. */
function series({ history }: AdviceFacts, metric: string): number[] {
  return history.flatMap(({ metrics }) => {
    const value = metrics[metric];
    return typeof value === 'number' ? [value] : [];
  });
}

function diverged(facts: AdviceFacts) {
  if (!facts.diverged) return undefined;
  const clip = facts.settings.clipsGradients ? [] : [{ path: 'hyperparameters.gradientClipNorm', value: 1 }];
  return {
    severity: 'serious',
    params: { learningRate: facts.settings.highestRate },
    action: patches(...rates(facts, 0.2), ...clip),
  } as const;
}

function belowBaseline(facts: AdviceFacts) {
  const { report } = facts;
  if (report === undefined) return undefined;
  const largest = report.perClass.reduce((a, b) => (b.support > a.support ? b : a));
  const majority = largest.support / report.examples;
  if (report.labels.accuracy > majority) return undefined;
  return {
    severity: 'serious',
    params: { accuracy: report.labels.accuracy, majority, class: largest.name },
    action: trainMore(facts),
  } as const;
}

/** More of the network, or where more than the head is trained already, more epochs. */
function trainMore({ settings, plannedEpochs }: AdviceFacts): Advice['action'] {
  const { preset, phases } = settings;
  if (preset === 'head') return patches({ path: 'adaptation.preset', value: 'gradual' });
  if (phases === undefined) return moreEpochs(plannedEpochs, plannedEpochs * 2);
  if (phases.length < limits.mostPhases && phases.every(({ trainable }) => trainable === 'head')) {
    const all = { epochs: Math.max(1, Math.round(plannedEpochs / 2)), trainable: 'all' } as const;
    return patches({ path: 'adaptation.phases', value: [...phases, all] });
  }
  return phasesOf(phases, (phase) => ({ ...phase, epochs: phase.epochs * 2 }));
}

/** Nothing where the recipe takes no more. */
function moreEpochs(planned: number, wanted: number): Advice['action'] {
  const value = Math.min(limits.mostEpochs, wanted);
  return value > planned ? patches({ path: 'hyperparameters.epochs', value }) : null;
}

/** Own phases, each changed; nothing where the recipe takes no more epochs of any. */
function phasesOf(
  phases: readonly AdvisedPhase[],
  change: (phase: AdvisedPhase, at: number) => AdvisedPhase,
): Advice['action'] {
  const changed = phases.map((phase, at) => {
    const { epochs, ...rest } = change(phase, at);
    return { ...rest, epochs: Math.min(limits.mostEpochs, epochs) };
  });
  const isMore = changed.some(({ epochs }, at) => epochs > phases[at]!.epochs);
  return isMore ? patches({ path: 'adaptation.phases', value: changed }) : null;
}

/** A share of the examples, where the other one leaves room for it. */
function share(path: string, other: number): Advice['action'] {
  return other + limits.share <= limits.mostShares ? patches({ path, value: limits.share }) : null;
}

const ended = ({ history, diverged }: AdviceFacts) => history.length > 0 && !diverged;

function noTestSplit(facts: AdviceFacts) {
  if (!ended(facts) || facts.report !== undefined || facts.testExamples > 0) return undefined;
  const action = share('data.testFraction', facts.settings.validationFraction);
  return { severity: 'warning', params: {}, action } as const;
}

function noValidationSplit(facts: AdviceFacts) {
  if (!ended(facts) || facts.validationExamples > 0 || facts.trainExamples.length === 0) return undefined;
  const action = share('data.validationFraction', facts.settings.testFraction);
  return { severity: 'warning', params: {}, action } as const;
}

/** Measured where the run was left: a gap in accuracy, or a validation loss that had turned round. */
function isOverfitting(facts: AdviceFacts): boolean {
  const [train, validation] = [
    series(facts, 'accuracy').at(-1),
    series(facts, validationName('accuracy')).at(-1),
  ];
  const losses = series(facts, validationName('loss'));
  if (train === undefined || validation === undefined || losses.length < 2) return false;
  const turned = losses.at(-1)! > Math.min(...losses) * limits.lossRise && train > validation;
  return train - validation > limits.overfittingGap || (turned && train - validation > 0.05);
}

function overfitting(facts: AdviceFacts) {
  if (!isOverfitting(facts)) return undefined;
  const { settings, task, history } = facts;
  const changes: RecipePatch[] = [];
  if (settings.headDropout < 0.3) changes.push({ path: 'adaptation.headDropout', value: 0.3 });
  if (settings.weightDecay < 0.05) changes.push({ path: 'hyperparameters.weightDecay', value: 0.05 });
  if (kindFacts(task).hasPixels && !settings.augments)
    changes.push({ path: 'preprocessing.augmentation', value: { horizontalFlip: true } });
  return {
    severity: 'warning',
    params: {
      trainAccuracy: series(facts, 'accuracy').at(-1)!,
      valAccuracy: series(facts, validationName('accuracy')).at(-1)!,
      bestEpoch: facts.bestEpoch ?? lowestLossEpoch(facts),
      epochs: history.length,
    },
    action: patches(...changes),
  } as const;
}

/** For a run that kept no epoch, such as one that was stopped. */
function lowestLossEpoch({ history }: AdviceFacts): number {
  const lossOf = ({ metrics }: EpochFacts) => metrics[validationName('loss')] ?? Number.POSITIVE_INFINITY;
  return history.reduce((best, epoch) => (lossOf(epoch) < lossOf(best) ? epoch : best)).epoch;
}

/** Epochs whose training loss lies above the one before, in the same phase, by more than a tenth. */
function unstable(facts: AdviceFacts) {
  const { history, settings } = facts;
  const rises = history.filter(({ phase, metrics }, position) => {
    const before = history[position - 1];
    const [now, then] = [metrics.loss, before?.metrics.loss];
    return before?.phase === phase && !!now && !!then && now > then * limits.unstableRise;
  }).length;
  if (facts.diverged || rises < Math.max(2, history.length / 4)) return undefined;
  const params = { epochs: rises, learningRate: settings.highestRate };
  return { severity: 'warning', params, action: patches(...rates(facts, 0.5)) } as const;
}

function underfitting(facts: AdviceFacts) {
  const accuracy = series(facts, 'accuracy').at(-1);
  if (accuracy === undefined || facts.diverged || isOverfitting(facts)) return undefined;
  if (accuracy >= limits.lowTrainAccuracy) return undefined;
  const params = { trainAccuracy: accuracy, epochs: facts.history.length };
  return { severity: 'warning', params, action: trainMore(facts) } as const;
}

/** Ended with the last epoch the best, as planned, and the validation loss still falling by more than noise. */
function stillImproving(facts: AdviceFacts) {
  const losses = series(facts, validationName('loss'));
  const planned = facts.history.length >= facts.plannedEpochs;
  if (losses.length < 2 || !planned || facts.diverged) return undefined;
  const [before, last] = [Math.min(...losses.slice(0, -1)), losses.at(-1)!];
  if (last > before * (1 - limits.stillFalling)) return undefined;
  const { plannedEpochs, settings } = facts;
  const suggested = Math.ceil(plannedEpochs * 1.5);
  const { phases } = settings;
  const more = suggested - plannedEpochs;
  const action =
    phases === undefined
      ? moreEpochs(plannedEpochs, suggested)
      : // It is the last phase that was still improving.
        phasesOf(phases, (phase, at) =>
          at === phases.length - 1 ? { ...phase, epochs: phase.epochs + more } : phase,
        );
  return { severity: 'hint', params: { epochs: losses.length, suggested }, action } as const;
}

function rareClass({ report, trainExamples, settings }: AdviceFacts) {
  if (report === undefined) return undefined;
  const mean = trainExamples.reduce((sum, { count }) => sum + count, 0) / trainExamples.length;
  const counts = new Map(trainExamples.map(({ name, count }) => [name, count]));
  const tested = report.perClass.filter(({ support }) => support > 0);
  const allRecalls = tested.reduce((sum, { recall }) => sum + recall, 0);
  const rare = tested
    .map(({ name, recall }) => ({
      name,
      recall,
      count: counts.get(name) ?? 0,
      othersRecall: (allRecalls - recall) / (tested.length - 1),
    }))
    .filter(({ count }) => count < mean * limits.rareShare)
    .filter(({ recall, othersRecall }) => recall < othersRecall - limits.recallBelowOthers)
    .sort((a, b) => a.recall - b.recall);
  const [worst] = rare;
  if (worst === undefined) return undefined;
  const weights = { path: 'hyperparameters.classWeights', value: 'balanced' };
  return {
    severity: 'warning',
    params: {
      class: worst.name,
      recall: worst.recall,
      othersRecall: worst.othersRecall,
      examples: worst.count,
      classes: rare.map(({ name }) => name),
      weighted: Number(settings.balancedClasses),
    },
    action: settings.balancedClasses ? null : patches(weights),
  } as const;
}

function fewExamples({ trainExamples }: AdviceFacts) {
  const few = trainExamples.filter(({ count }) => count < limits.wantedExamples);
  if (few.length === 0) return undefined;
  return {
    severity: 'hint',
    params: {
      classes: few.map(({ name }) => name),
      examples: Math.min(...few.map(({ count }) => count)),
      wanted: limits.wantedExamples,
    },
    action: null,
  } as const;
}

/** The pair in which the largest share of one class is taken for one other. */
function confusedClasses({ report }: AdviceFacts) {
  if (report === undefined || report.classes.length < 3) return undefined;
  const cells = report.confusion.flatMap((row, label) => {
    const support = row.reduce((a, b) => a + b, 0);
    return row.map((count, predicted) => ({ label, predicted, count, share: count / Math.max(1, support) }));
  });
  const strongest = cells
    .filter(({ label, predicted, count }) => label !== predicted && count >= limits.confusedCount)
    .sort((a, b) => b.share - a.share)[0];
  if (strongest === undefined || strongest.share < limits.confusedShare) return undefined;
  const { label, predicted, count, share } = strongest;
  const params = { label: report.classes[label]!, predicted: report.classes[predicted]!, count, share };
  return { severity: 'warning', params, action: null } as const;
}

/** Certain and wrong: where the model is mostly right, the label often is what is wrong. */
function labelErrors({ report }: AdviceFacts) {
  if (report === undefined || report.labels.accuracy < 0.7) return undefined;
  const certain = report.mistakes.filter(({ probability }) => probability >= limits.certain);
  if (certain.length === 0) return undefined;
  const mistakes = report.examples - report.confusion.reduce((sum, row, c) => sum + row[c]!, 0);
  // The report lists the most certain mistakes only: where all of those are certain, there may be more.
  const more = Number(certain.length === report.mistakes.length && mistakes > certain.length);
  const params = { count: certain.length, mistakes, probability: limits.certain, more };
  return { severity: 'hint', params, action: null } as const;
}

// Half a width of 5 points at 95 %: n = 1.96^2 p (1 - p) / 0.05^2; p kept off 0 and 1, where the formula fails.
function wideInterval({ report }: AdviceFacts) {
  if (report === undefined) return undefined;
  // Counted anew: reports of an earlier Finesse have intervals that are too narrow for few examples.
  const interval = wilson(Math.round(report.labels.accuracy * report.examples), report.examples);
  if (interval.high - interval.low <= limits.intervalWidth) return undefined;
  const p = Math.min(0.95, Math.max(0.05, report.labels.accuracy));
  const needed = Math.ceil((1.96 ** 2 * p * (1 - p)) / 0.05 ** 2);
  return {
    severity: 'hint',
    params: { ...interval, examples: report.examples, needed },
    action: null,
  } as const;
}

/** The error of a perfectly calibrated model on n examples is of the order of 1 / sqrt(n): below that, silence. */
function calibrationOff(facts: AdviceFacts, over: boolean) {
  const { report, settings } = facts;
  if (report === undefined) return undefined;
  const { expectedCalibrationError: error, bins } = facts.calibrated ?? report.calibration;
  if (error <= limits.calibration + 1 / Math.sqrt(report.examples)) return undefined;
  const confidence = bins.reduce((sum, bin) => sum + bin.count * (bin.confidence ?? 0), 0) / report.examples;
  const { accuracy } = report.labels;
  if (confidence > accuracy !== over) return undefined;
  const smoothing = { path: 'hyperparameters.labelSmoothing', value: 0.1 };
  const less = { path: 'hyperparameters.labelSmoothing', value: 0 };
  const changes = over
    ? settings.labelSmoothing > 0
      ? []
      : [smoothing]
    : settings.labelSmoothing > 0
      ? [less]
      : [];
  const params = { error, confidence, accuracy, calibrated: Number(facts.calibrated !== undefined) };
  return { severity: 'hint', params, action: patches(...changes) } as const;
}

const rules: Readonly<Record<Exclude<AdviceCode, 'good'>, Rule>> = {
  diverged,
  'below-baseline': belowBaseline,
  'no-test-split': noTestSplit,
  'no-validation-split': noValidationSplit,
  overfitting,
  unstable,
  underfitting,
  'still-improving': stillImproving,
  'rare-class': rareClass,
  'few-examples': fewExamples,
  'confused-classes': confusedClasses,
  'label-errors': labelErrors,
  'wide-interval': wideInterval,
  overconfident: (facts) => calibrationOff(facts, true),
  underconfident: (facts) => calibrationOff(facts, false),
};

const order: readonly Severity[] = ['serious', 'warning', 'hint', 'good'];

/**
 * All advice that applies, most severe first, then in the order of the codes; `good` where there is none, for above a
 * hint "nothing stands out" would be untrue; nothing before the first epoch has ended.
 */
export function adviseOn(facts: AdviceFacts): Advice[] {
  if (facts.history.length === 0 && facts.report === undefined && !facts.diverged) return [];
  const found = adviceCodes.flatMap((code): Advice[] => {
    const advice = code === 'good' ? undefined : rules[code](facts);
    return advice === undefined ? [] : [{ code, ...advice }];
  });
  if (found.length === 0) {
    const params: Advice['params'] =
      facts.report === undefined ? {} : { accuracy: facts.report.labels.accuracy };
    return [{ code: 'good', params, severity: 'good', action: null }];
  }
  return found.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}
