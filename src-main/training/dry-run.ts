// What a training will take on this machine: a few real steps of each phase on real batches of a few examples, then
// thrown away. To be run in a process of its own, whose memory it measures.
import { readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetVersion, SplitName } from '../data/dataset-version.ts';
import { pictureCacheBytes } from '../data/picture-pool.ts';
import { modelParameters } from '../models/model.ts';
import { batchesSeconds, onceSeconds, type PassCost } from './dry-run-costs.ts';
import { type BatchShape, batchShapes, sampleVersion } from './dry-run-sample.ts';
import { measureFrozen, measureInference, measureTraining, shapesAt } from './dry-run-steps.ts';
import { boundaryLayout } from './feature-cache.ts';
import { directAugmentation, epochBatches, wantsCache } from './phase-feeds.ts';
import { type PlannedPhase, planPhases } from './phases.ts';
import { type PreparedRun, prepareRun } from './prepared-run.ts';
import { openRunCheckpoints } from './run-checkpoints.ts';
import { splitSize } from './run-dataset.ts';
import { frozenBatchSize, frozenPass, openRunCache } from './run-feature-cache.ts';
import type { TrainingJob } from './run-training.ts';
import { openInputBatches, tokenLimit } from './split-batches.ts';
import type { PhaseEstimate, TrainingEstimate } from './training-estimate.ts';
import type { WorkPhase } from './training-events.ts';
import { initialProgress } from './training-progress.ts';
import { trainedParameters } from './training-step.ts';

export interface DryRunOptions {
  readonly recipe: unknown;
  /** The data as it was read and checked before; read now when absent. */
  readonly version?: DatasetVersion | undefined;
  /** An empty folder of its own, to be deleted afterwards. */
  readonly folder: string;
  /** Where features of frozen layers are kept for all runs. */
  readonly cacheFolder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (phase: WorkPhase, done: number, total: number) => void;
}

/** Batches and frozen batches of the sample, at most; fewer where examples are few or batches large. */
const sampleBatches = 8;
const maxSampleExamples = 512;

/** Throws what preparing a run throws, and the signal's reason. */
export async function dryRun(options: DryRunOptions): Promise<TrainingEstimate> {
  // Nothing of the run has been loaded yet: what is free now is free for it.
  const availableBytes = process.availableMemory() + process.memoryUsage.rss();
  const job = jobOf(options);
  const run = await prepareRun(job);
  try {
    // Since the process began: the engine of a run loads the same program.
    const loadingSeconds = performance.now() / 1000;
    return await new DryRun(options, job, run).estimate({ availableBytes, loadingSeconds });
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

/** The shapes of a split's batches, and what reading one example costs: the first time, and from memory. */
interface Pass {
  readonly shapes: readonly BatchShape[];
  readonly firstSeconds: number;
  readonly laterSeconds: number;
}

interface MeasuredPhase {
  readonly cached: boolean;
  readonly training: PassCost;
  readonly validation: PassCost;
  /** Writing a checkpoint, now and then with the best parameters. */
  readonly checkpointSeconds: number;
  readonly checkpointBytes: number;
}

class DryRun {
  readonly #options: DryRunOptions;
  readonly #job: TrainingJob;
  readonly #run: PreparedRun;
  readonly #sample: DatasetVersion;
  readonly #phases: readonly PlannedPhase[];
  /** By what makes phases alike. */
  readonly #measured = new Map<string, MeasuredPhase>();

  constructor(options: DryRunOptions, job: TrainingJob, run: PreparedRun) {
    this.#options = options;
    this.#job = job;
    this.#run = run;
    const { batchSize } = run.recipe.hyperparameters;
    const examples = Math.max(batchSize, Math.min(sampleBatches * batchSize, maxSampleExamples));
    const sizes = { train: examples, validation: examples / 2, test: examples / 2 };
    this.#sample = sampleVersion(run.version, sizes, run.recipe.seed);
    this.#phases = planPhases(run.recipe, run.model.stages);
  }

  async estimate(start: { availableBytes: number; loadingSeconds: number }): Promise<TrainingEstimate> {
    const { onProgress, folder } = this.#options;
    const { model } = this.#run;
    const loadingSeconds = start.loadingSeconds + (await this.#checkingSeconds());
    const train = await this.#pass('train');
    const validation = this.#size('validation') > 0 ? await this.#pass('validation') : undefined;
    onProgress('caching-features', 0, 1);
    const caching = await this.#cachingSeconds(train);
    const phases: PhaseEstimate[] = [];
    let trainingSeconds = 0;
    for (const [at, phase] of this.#phases.entries()) {
      onProgress('training', at, this.#phases.length);
      const measured = await this.#measure(phase, { train, validation });
      const estimate = this.#phaseEstimate(phase, measured, { train, validation });
      phases.push(estimate);
      const once = onceSeconds(measured.training) + onceSeconds(measured.validation);
      trainingSeconds += once + phase.epochs * estimate.secondsPerEpoch;
    }
    if (phases.some(({ cached }) => !cached))
      trainingSeconds += this.#firstReadingSeconds({ train, validation }, caching > 0);
    onProgress('evaluating', 0, 1);
    const evaluationSeconds = await this.#evaluationSeconds(train.firstSeconds);
    const { availableBytes } = start;
    const disk = statfsSync(folder);
    return {
      memoryBytes: process.resourceUsage().maxRSS * 1024 + this.#pixelBytes(),
      availableBytes,
      phases,
      loadingSeconds,
      cachingSeconds: caching,
      evaluationSeconds,
      totalSeconds: loadingSeconds + caching + trainingSeconds + evaluationSeconds,
      diskBytes: this.#diskBytes(),
      freeDiskBytes: disk.bavail * disk.bsize,
      parameters: countValues(trainedParameters(model.stages, 0)),
      trainedParameters: countValues(trainedParameters(model.stages, this.#lowest.firstTrained)),
      trainingExamples: this.#size('train'),
    };
  }

  /**
   * What the first pass over pictures takes beyond later ones. Computing features has read them already, but not at
   * the size that augmentation cuts from.
   */
  #firstReadingSeconds(
    { train, validation }: { train: Pass; validation: Pass | undefined },
    wereRead: boolean,
  ): number {
    const extra = (pass: Pass | undefined, split: SplitName) =>
      pass === undefined ? 0 : this.#size(split) * Math.max(0, pass.firstSeconds - pass.laterSeconds);
    const trainRead = wereRead && directAugmentation(this.#run.recipe) === false;
    return (trainRead ? 0 : extra(train, 'train')) + (wereRead ? 0 : extra(validation, 'validation'));
  }

  get #lowest(): PlannedPhase {
    return this.#phases.reduce((a, b) => (b.firstTrained < a.firstTrained ? b : a));
  }

  #size(split: SplitName): number {
    return splitSize(this.#run.version, split);
  }

  #wantsCache(phase: PlannedPhase): boolean {
    const { recipe, preparation } = this.#run;
    return wantsCache({ recipe, preparation }, phase);
  }

  /** What checking all pictures takes, where they have been checked before. */
  async #checkingSeconds(): Promise<number> {
    const { version, preparation } = this.#run;
    const { pool } = preparation;
    if (pool === undefined || this.#options.version === undefined) return 0;
    const paths = this.#sample.examples.slice(0, 16 * pool.workers).map(({ source }) => source.path);
    const startMs = performance.now();
    const chunk = Math.ceil(paths.length / pool.workers);
    const chunks = Array.from({ length: pool.workers }, (_, at) => paths.slice(at * chunk, (at + 1) * chunk));
    await Promise.all(chunks.map((part) => pool.run({ kind: 'check', paths: part })));
    return ((performance.now() - startMs) / 1000 / paths.length) * version.examples.length;
  }

  async #pass(split: 'train' | 'validation'): Promise<Pass> {
    const { preparation, recipe, version } = this.#run;
    const { batchSize } = recipe.hyperparameters;
    const shuffle = { seed: recipe.seed, epoch: 0 };
    const augmentation = split === 'train' && directAugmentation(recipe);
    const options = augmentation
      ? { split, batchSize, shuffle, augmentation }
      : { split, batchSize, shuffle, augmentation: false as const };
    const read = () => batchShapes(openInputBatches(preparation, this.#sample, options));
    const first = await read();
    // Texts are tokenized once; pictures are kept decoded.
    const later = version.kind === 'image' ? await read() : first;
    const rows = splitSize(this.#sample, split);
    const each = (seconds: number) => (version.kind === 'image' ? seconds / rows : 0);
    return { shapes: first.shapes, firstSeconds: each(first.seconds), laterSeconds: each(later.seconds) };
  }

  /** Seconds to compute, once, the features that phases will read; those that an earlier run left cost nothing. */
  async #cachingSeconds({ firstSeconds }: Pass): Promise<number> {
    const phase = this.#phases.find((planned) => this.#wantsCache(planned));
    if (phase === undefined) return 0;
    const { model, preparation } = this.#run;
    const cache = openRunCache(this.#job, this.#run);
    const needed = (['train', 'validation'] as const).filter(
      (split) => this.#size(split) > 0 && !cache.isKept(split, phase.firstTrained),
    );
    if (needed.length === 0) return 0;
    const { shapes } = await batchShapes(openInputBatches(preparation, this.#sample, frozenPass('train')));
    const cost = measureFrozen(model, shapes, phase.firstTrained);
    const rows = needed.reduce((sum, split) => sum + this.#size(split), 0);
    return (
      onceSeconds(cost) * needed.length +
      batchesSeconds(cost, Math.ceil(rows / frozenBatchSize)) +
      rows * firstSeconds
    );
  }

  async #measure(
    phase: PlannedPhase,
    { train, validation }: { train: Pass; validation: Pass | undefined },
  ): Promise<MeasuredPhase> {
    this.#options.signal.throwIfAborted();
    const cached = this.#wantsCache(phase);
    const key = `${phase.firstTrained} ${cached} ${phase.trainsBatchNorm}`;
    const known = this.#measured.get(key);
    if (known !== undefined) return known;
    const { model, recipe } = this.#run;
    const boundary = cached ? phase.firstTrained : 0;
    const shapes = shapesAt(model, train.shapes, boundary);
    let checkpoint = { seconds: 0, bytes: 0 };
    const training = await measureTraining({ recipe, model, phase, boundary, shapes }, (optimizer) => {
      checkpoint = this.#measureCheckpoint(phase, optimizer);
    });
    const measured: MeasuredPhase = {
      cached,
      training,
      validation: measureInference(model, {
        shapes: shapesAt(model, validation?.shapes ?? [], boundary),
        boundary,
        frozen: false,
      }),
      checkpointSeconds: checkpoint.seconds,
      checkpointBytes: checkpoint.bytes,
    };
    this.#measured.set(key, measured);
    return measured;
  }

  #measureCheckpoint(phase: PlannedPhase, optimizer: Parameters<Parameters<typeof measureTraining>[1]>[0]) {
    const { runFolder } = this.#job;
    const checkpoints = openRunCheckpoints({
      runFolder,
      identity: { recipeHash: '', datasetHash: '', modelHash: '' },
      model: this.#run.model,
      phases: [phase],
      resetModel() {},
      emit() {},
    });
    const startMs = performance.now();
    const best = checkpoints.saveBest(initialProgress);
    checkpoints.saveCheckpoint({
      progress: { ...initialProgress, best: { epoch: 0, value: 0, folder: best } },
      optimizer: optimizer.state(),
    });
    const seconds = (performance.now() - startMs) / 1000;
    const bytes = folderBytes(join(runFolder, 'checkpoints'));
    rmSync(join(runFolder, 'checkpoints'), { recursive: true });
    return { seconds, bytes };
  }

  #phaseEstimate(
    phase: PlannedPhase,
    { cached, training, validation, checkpointSeconds }: MeasuredPhase,
    passes: { train: Pass; validation: Pass | undefined },
  ): PhaseEstimate {
    const { batchSize, accumulationSteps } = this.#run.recipe.hyperparameters;
    const { name, epochs } = phase;
    const batches = epochBatches(this.#run, phase, this.#size('train'));
    const validationBatches = Math.ceil(this.#size('validation') / batchSize);
    const reading = cached
      ? 0
      : this.#size('train') * passes.train.laterSeconds +
        this.#size('validation') * (passes.validation?.laterSeconds ?? 0);
    return {
      name,
      epochs,
      secondsPerEpoch:
        batchesSeconds(training, batches) +
        batchesSeconds(validation, validationBatches) +
        reading +
        checkpointSeconds,
      steps: epochs * Math.ceil(batches / accumulationSteps),
      cached,
    };
  }

  /** The test split, read for the first time, through the whole network. */
  async #evaluationSeconds(readSeconds: number): Promise<number> {
    const rows = this.#size('test');
    if (rows === 0) return 0;
    const { model, preparation, version } = this.#run;
    const { shapes } = await batchShapes(openInputBatches(preparation, this.#sample, frozenPass('test')));
    const cost = measureInference(model, { shapes, boundary: 0, frozen: version.kind === 'image' });
    return onceSeconds(cost) + batchesSeconds(cost, Math.ceil(rows / frozenBatchSize)) + rows * readSeconds;
  }

  /** Decoded pictures are kept as the run goes on; the sample has shown only its own. */
  #pixelBytes(): number {
    const { model, version, preparation } = this.#run;
    if (model.input.kind !== 'image') return 0;
    const { height, width } = model.input;
    const size = { height, width, resize: preparation.resize };
    return pictureCacheBytes(version, size) - pictureCacheBytes(this.#sample, size);
  }

  /** The last two checkpoints with the one being written, the model, and the features of what is frozen. */
  #diskBytes(): number {
    const checkpoint = Math.max(...[...this.#measured.values()].map((phase) => phase.checkpointBytes));
    const model = 4 * countValues(modelParameters(this.#run.model));
    return 3 * checkpoint + model + this.#featureBytes();
  }

  #featureBytes(): number {
    const { model, version, preparation } = this.#run;
    const boundaries = new Set(
      this.#phases.filter((phase) => this.#wantsCache(phase)).map(({ firstTrained }) => firstTrained),
    );
    const tokens = version.kind === 'text' ? meanTokens(this.#run, this.#sample, tokenLimit(preparation)) : 1;
    return [...boundaries].reduce((sum, boundary) => {
      const { rowShape, sequence } = boundaryLayout(model, boundary)!;
      const row = 4 * (rowShape as number[]).reduce((a, b) => a * b, 1) * (sequence ? tokens : 1);
      return sum + row * version.examples.length;
    }, 0);
  }
}

function meanTokens({ preparation }: PreparedRun, sample: DatasetVersion, maxTokens: number): number {
  const lengths = sample.examples.map(
    ({ text = '' }) => preparation.tokenizer?.encode(text, maxTokens).inputIds.length ?? 0,
  );
  return lengths.reduce((a, b) => a + b, 0) / Math.max(1, lengths.length);
}

function countValues(parameters: ReturnType<typeof modelParameters>): number {
  return parameters.reduce((sum, { variable }) => sum + variable.size, 0);
}

function folderBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
