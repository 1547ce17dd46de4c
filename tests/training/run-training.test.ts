import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DatasetVersion } from '../../src-main/data/dataset-version.ts';
import { fileSource } from '../../src-main/formats/byte-source.ts';
import { readSafetensors } from '../../src-main/formats/safetensors-reader.ts';
import { evaluateRun } from '../../src-main/training/evaluate-run.ts';
import { predict } from '../../src-main/training/predict.ts';
import type { RecipeInput } from '../../src-main/training/recipe.ts';
import { runTraining } from '../../src-main/training/run-training.ts';
import type { TrainingEvent } from '../../src-main/training/training-events.ts';
import { writePictures, writeTexts } from './small-data.ts';

let root: string;
let pictures: string;
let texts: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'finesse-runs-'));
  pictures = await writePictures(join(root, 'pictures'), 50);
  texts = writeTexts(join(root, 'texts.csv'), 100);
});
afterAll(() => rmSync(root, { recursive: true }));

interface RunOptions {
  readonly resume?: boolean;
  /** Whether to stop, asked at each event. */
  readonly stopAt?: (event: TrainingEvent) => boolean;
}

async function run(name: string, recipe: RecipeInput, { resume = false, stopAt }: RunOptions = {}) {
  const stop = new AbortController();
  const events: TrainingEvent[] = [];
  await runTraining({
    recipe,
    runFolder: join(root, name),
    cacheFolder: join(root, 'cache'),
    resume,
    emit(event) {
      events.push(event);
      if (stopAt?.(event)) stop.abort();
    },
    signal: stop.signal,
  });
  return events;
}

const engine = { backend: 'ort', threads: 1 } as const;
const reportOf = (name: string) => JSON.parse(readFileSync(join(root, name, 'evaluation.json'), 'utf8'));
const modelBytes = (name: string) => readFileSync(join(root, name, 'model.safetensors'));

function tensor(name: string, file: string, key: string) {
  return readSafetensors(fileSource(join(root, name, file)))
    .tensors.get(key)!
    .read();
}

const newPictureModel = (): RecipeInput => ({
  task: 'image-classification',
  model: { architecture: { family: 'cifar-resnet', depth: 8, width: 8, imageSize: 16 } },
  data: { path: pictures },
  preprocessing: { augmentation: false },
  hyperparameters: { epochs: 6, batchSize: 8, learningRate: 0.01 },
  engine,
});

const pretrainedPictureModel = (): RecipeInput => ({
  ...newPictureModel(),
  model: { weights: join(root, 'pictures-new', 'model.safetensors') },
  adaptation: {
    phases: [
      { epochs: 3, trainable: 'head' },
      { epochs: 2, trainable: { lastStages: 1 } },
    ],
  },
  hyperparameters: { batchSize: 8 },
});

const newTextModel = (): RecipeInput => ({
  task: 'text-classification',
  model: { architecture: { family: 'bert', layers: 2, hiddenSize: 64, heads: 2, vocabularySize: 300 } },
  data: { path: texts },
  preprocessing: { maxTokens: 32 },
  hyperparameters: { epochs: 9, batchSize: 8, learningRate: 1e-3 },
  engine,
});

const pretrainedTextModel = (): RecipeInput => ({
  ...newTextModel(),
  model: { weights: join(root, 'texts-new') },
  adaptation: {
    phases: [
      { epochs: 2, trainable: 'head' },
      { epochs: 2, trainable: { lastStages: 1 } },
    ],
  },
  hyperparameters: { batchSize: 8 },
});

describe('a run on pictures', { timeout: 300_000 }, () => {
  it('trains a new network, evaluates it on the test split and leaves all that is needed to use it', async () => {
    const events = await run('pictures-new', newPictureModel());
    expect(events.at(-1)).toMatchObject({ type: 'finished', epochs: 6 });
    expect(events).toContainEqual({
      type: 'log',
      level: 'info',
      code: 'data.foldersTaken',
      message: 'Folders of pictures: its folders are the 2 classes.',
      params: { folder: 'pictures', folders: [{ path: '.', taken: 'classes', classes: 2 }] },
    });
    expect(reportOf('pictures-new').labels.accuracy).toBeGreaterThan(0.85);
    expect(readdirSync(join(root, 'pictures-new')).sort()).toEqual([
      'checkpoints',
      'dataset.json',
      'engine.json',
      'evaluation.json',
      'model.json',
      'model.safetensors',
      'predictions-validation.safetensors',
      'predictions.safetensors',
      'recipe.json',
      'training.json',
    ]);
  });

  it('predicts files as the evaluation did', async () => {
    const dataset: DatasetVersion = JSON.parse(
      readFileSync(join(root, 'pictures-new', 'dataset.json'), 'utf8'),
    );
    const indices = [...tensor('pictures-new', 'predictions.safetensors', 'indices')];
    const expected = tensor('pictures-new', 'predictions.safetensors', 'probabilities');
    const files = indices.map((index) => dataset.examples[index]!.source.path);
    const predictions = await predict(join(root, 'pictures-new'), { files });
    for (const [row, { input, probabilities }] of predictions.entries()) {
      expect(input).toBe(files[row]);
      const lying = probabilities.find(({ name }) => name === 'lying')!.probability;
      expect(lying).toBeCloseTo(expected[2 * row]!, 4);
    }
  });

  it('is evaluated again alike, and on other data with fewer classes by name', async () => {
    const again = await evaluateRun(join(root, 'pictures-new'));
    expect(again.labels.accuracy).toBe(reportOf('pictures-new').labels.accuracy);
    await expect(predict(join(root, 'pictures-new'), { texts: ['x'] })).rejects.toMatchObject({
      code: 'training.wrongInput',
    });
  });

  it('fine-tunes the model of an earlier run on cached features and reports what was loaded', async () => {
    const events = await run('pictures-tuned', pretrainedPictureModel());
    const cached = events.filter((event) => event.type === 'work' && event.phase === 'caching-features');
    expect(cached.length).toBeGreaterThan(0);
    const report = JSON.parse(readFileSync(join(root, 'pictures-tuned', 'compatibility.json'), 'utf8'));
    expect(report).toMatchObject({ missing: [], misshaped: [], unexpected: [], usable: true });
    expect(reportOf('pictures-tuned').labels.accuracy).toBeGreaterThan(0.85);
    // Frozen stages are as they were.
    const stem = (name: string) => [...tensor(name, 'model.safetensors', 'conv1.weight')];
    expect(stem('pictures-tuned')).toEqual(stem('pictures-new'));
  });

  it('comes to the same model without the cache, up to rounding, and computes nothing twice with it', async () => {
    const uncached = await run('pictures-uncached', {
      ...pretrainedPictureModel(),
      engine: { ...engine, cacheFeatures: false },
    });
    expect(uncached.some((event) => event.type === 'work' && event.phase === 'caching-features')).toBe(false);
    const [a, b] = [reportOf('pictures-tuned'), reportOf('pictures-uncached')];
    expect(a.calibration.logLoss).toBeCloseTo(b.calibration.logLoss, 3);
    const again = await run('pictures-again', pretrainedPictureModel());
    expect(again.some((event) => event.type === 'work' && event.phase === 'caching-features')).toBe(false);
    expect(modelBytes('pictures-again').equals(modelBytes('pictures-tuned'))).toBe(true);
  });

  const stops: [string, (event: TrainingEvent) => boolean][] = [
    ['while the data is read', (event) => event.type === 'work' && event.phase === 'checking-data'],
    ['at a step of the first epoch', (event) => event.type === 'step' && event.epoch === 1],
    ['at the end of a phase', (event) => event.type === 'epoch' && event.epoch === 3],
    ['at a step of the second phase', (event) => event.type === 'step' && event.epoch === 4],
    ['during the evaluation', (event) => event.type === 'work' && event.phase === 'evaluating'],
  ];
  it.each(stops)('ends with the same bytes when interrupted %s and resumed', async (_name, stopAt) => {
    await run('pictures-cut', pretrainedPictureModel(), { stopAt }).then((events) =>
      expect(events.at(-1)!.type).toBe('interrupted'),
    );
    const events = await run('pictures-cut', pretrainedPictureModel(), { resume: true });
    expect(events.at(-1)!.type).toBe('finished');
    expect(modelBytes('pictures-cut').equals(modelBytes('pictures-tuned'))).toBe(true);
    expect(reportOf('pictures-cut')).toEqual(reportOf('pictures-tuned'));
  });

  it('refuses to resume with other data', async () => {
    await run('pictures-changed', pretrainedPictureModel(), { stopAt: (event) => event.type === 'step' });
    const path = join(root, 'pictures-changed', 'dataset.json');
    expect(existsSync(path)).toBe(true);
    const dataset = JSON.parse(readFileSync(path, 'utf8'));
    const changed = { ...dataset, hash: 'other' };
    const resumed = runTraining({
      recipe: pretrainedPictureModel(),
      runFolder: join(root, 'pictures-changed'),
      cacheFolder: join(root, 'cache'),
      resume: true,
      dataset: changed,
      emit: () => undefined,
      signal: new AbortController().signal,
    });
    await expect(resumed).rejects.toMatchObject({ code: 'training.otherData' });
  });
});

describe('a run on texts', { timeout: 300_000 }, () => {
  it('learns a vocabulary and a network from nothing and predicts texts', async () => {
    await run('texts-new', newTextModel());
    expect(reportOf('texts-new').labels.accuracy).toBeGreaterThan(0.85);
    const [first, second] = await predict(join(root, 'texts-new'), {
      texts: ['please tell me about my luggage', 'butter the pan'],
    });
    expect([first!.label, second!.label]).toEqual(['travel', 'kitchen']);
    expect(first!.probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
  });

  it('fine-tunes from the folder of an earlier run, tokenizer included, on cached hidden states', async () => {
    const events = await run('texts-tuned', pretrainedTextModel());
    expect(events.some((event) => event.type === 'work' && event.phase === 'caching-features')).toBe(true);
    expect(reportOf('texts-tuned').labels.accuracy).toBeGreaterThan(0.85);
    await run('texts-uncached', { ...pretrainedTextModel(), engine: { ...engine, cacheFeatures: false } });
    const [a, b] = [reportOf('texts-tuned'), reportOf('texts-uncached')];
    expect(a.calibration.logLoss).toBeCloseTo(b.calibration.logLoss, 3);
  });

  it('ends with the same bytes when interrupted and resumed', async () => {
    await run('texts-cut', newTextModel(), { stopAt: (event) => event.type === 'step' && event.epoch === 2 });
    await run('texts-cut', newTextModel(), { resume: true });
    expect(modelBytes('texts-cut').equals(modelBytes('texts-new'))).toBe(true);
  });
});

describe('a run that cannot be', () => {
  it('says that a network of pictures cannot read texts', async () => {
    const recipe = { ...newTextModel(), model: { architecture: { family: 'cifar-resnet', depth: 8 } } };
    await expect(run('wrong', recipe)).rejects.toMatchObject({ code: 'training.wrongModel' });
  });

  it('says that the tokenizer is missing beside weights of text', async () => {
    const weights = join(root, 'lonely.safetensors');
    copyFileSync(join(root, 'texts-new', 'model.safetensors'), weights);
    await expect(run('lonely', { ...newTextModel(), model: { weights } })).rejects.toMatchObject({
      code: 'training.missingTokenizer',
    });
  });

  it('names the folder that is no finished run', async () => {
    await expect(predict(join(root, 'pictures'), { files: [] })).rejects.toThrow(/model.json is missing/);
  });
});
