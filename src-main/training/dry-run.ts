// What a training will take on this machine: a few real steps of each phase on real batches of a few examples, then
// thrown away. To be run in a process of its own, whose memory it measures.
import { statfsSync } from 'node:fs';
import type { DatasetVersion } from '../data/dataset-version.ts';
import { allOf, type DryRun } from './dry-run-parts.ts';
import {
  cachingSeconds,
  checkingSeconds,
  evaluationSeconds,
  firstReadingSeconds,
  readPasses,
} from './dry-run-passes.ts';
import { measurePhases, phaseEstimate, phaseOnceSeconds } from './dry-run-phases.ts';
import { sampleVersion } from './dry-run-sample.ts';
import { countValues, diskBytes, laterPixelBytes } from './dry-run-space.ts';
import { planPhases } from './phases.ts';
import { type PreparedRun, prepareRun } from './prepared-run.ts';
import { triedPlans, triesDepths } from './probe/choose-depth.ts';
import { splitSize } from './run-dataset.ts';
import type { TrainingJob } from './run-training.ts';
import type { PhaseEstimate, TrainingEstimate } from './training-estimate.ts';
import type { WorkPhase } from './training-events.ts';
import { trainedParameters } from './training-step.ts';

export interface DryRunOptions {
  readonly recipe: unknown;
  /** The data as it was read and checked before. */
  readonly version: DatasetVersion;
  /** An empty folder of its own, to be deleted afterwards. */
  readonly folder: string;
  /** Where features of frozen layers are kept for all runs. */
  readonly cacheFolder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (phase: WorkPhase, done: number, total: number) => void;
}

/** Throws what preparing a run throws, and the signal's reason. */
export async function dryRun(options: DryRunOptions): Promise<TrainingEstimate> {
  // Nothing of the run has been loaded yet: what is free now is free for it.
  const availableBytes = process.availableMemory() + process.memoryUsage.rss();
  const job = jobOf(options);
  const run = await prepareRun(job);
  try {
    // Since the process began: the engine of a run loads the same program.
    const preparingSeconds = performance.now() / 1000;
    const phases = planPhases(run.recipe, run.model.stages);
    const dry: DryRun = { job, run, phases, sample: sampleOf(run) };
    return await estimate(dry, { availableBytes, preparingSeconds, onProgress: options.onProgress });
  } finally {
    await run.close();
  }
}

function jobOf({ recipe, version, folder, cacheFolder, signal, onProgress }: DryRunOptions): TrainingJob {
  return {
    recipe,
    runFolder: folder,
    cacheFolder,
    resume: false,
    dataset: version,
    signal,
    emit: (event) => {
      if (event.type === 'work') onProgress(event.phase, event.done, event.total);
    },
  };
}

/** Batches of the sample, and its examples, at most. */
const sampleBatches = 8;
const maxSampleExamples = 512;

function sampleOf({ version, recipe }: PreparedRun): DatasetVersion {
  const { batchSize } = recipe.hyperparameters;
  const train = Math.max(batchSize, Math.min(sampleBatches * batchSize, maxSampleExamples));
  return sampleVersion(version, { train, validation: train / 2, test: train / 2 }, recipe.seed);
}

interface Start {
  readonly availableBytes: number;
  readonly preparingSeconds: number;
  readonly onProgress: DryRunOptions['onProgress'];
}

async function estimate(
  dry: DryRun,
  { availableBytes, preparingSeconds, onProgress }: Start,
): Promise<TrainingEstimate> {
  const loading = preparingSeconds + (await checkingSeconds(dry));
  const passes = await readPasses(dry);
  onProgress('caching-features', 0, 1);
  const caching = await cachingSeconds(dry, passes);
  const costs = await measurePhases(dry, passes, (at) => onProgress('training', at, dry.phases.length));
  const phases = dry.phases.map((phase, at) => phaseEstimate(dry, phase, { cost: costs[at]!, passes }));
  const reading = phases.every(({ cached }) => cached) ? 0 : firstReadingSeconds(dry, passes, caching > 0);
  onProgress('evaluating', 0, 1);
  const evaluation = await evaluationSeconds(dry, passes);
  const once = costs.reduce((sum, cost) => sum + phaseOnceSeconds(cost), 0);
  const epochs = phases.reduce((sum, phase) => sum + phase.epochs * phase.secondsPerEpoch, 0);
  const choosing = choosingSeconds(dry, phases);
  const disk = statfsSync(dry.job.runFolder);
  const { stages } = dry.run.model;
  const lowest = Math.min(...dry.phases.map(({ firstTrained }) => firstTrained));
  return {
    memoryBytes: process.resourceUsage().maxRSS * 1024 + laterPixelBytes(dry),
    availableBytes,
    phases,
    loadingSeconds: loading,
    cachingSeconds: caching,
    choosingSeconds: choosing,
    evaluationSeconds: evaluation,
    totalSeconds: loading + caching + reading + once + choosing + epochs + evaluation,
    diskBytes: diskBytes(dry, Math.max(...costs.map(({ checkpoint }) => checkpoint.bytes))),
    freeDiskBytes: disk.bavail * disk.bsize,
    parameters: countValues(trainedParameters(stages, 0)),
    trainedParameters: countValues(trainedParameters(stages, lowest)),
    trainingExamples: allOf(dry, 'train'),
  };
}

/** The steps of the plan on the folds; their heads are fitted in next to nothing. */
function choosingSeconds({ run, phases }: DryRun, estimates: readonly PhaseEstimate[]): number {
  const examples = {
    train: splitSize(run.version, 'train'),
    validation: splitSize(run.version, 'validation'),
  };
  if (!triesDepths(run.recipe, phases, examples)) return 0;
  return (
    triedPlans * estimates.slice(1).reduce((sum, phase) => sum + phase.epochs * phase.secondsPerEpoch, 0)
  );
}
