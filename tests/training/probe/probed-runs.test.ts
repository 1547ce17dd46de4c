// Whole runs that fit their head first.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predict } from '../../../src-main/training/predict.ts';
import type { RecipeInput } from '../../../src-main/training/recipe.ts';
import { runTraining } from '../../../src-main/training/run-training.ts';
import type { TrainingEvent } from '../../../src-main/training/training-events.ts';
import { writePictures, writeTexts } from '../small-data.ts';

let root: string;
const engine = { backend: 'ort', threads: 1 } as const;

interface Stops {
  readonly stopAt?: (event: TrainingEvent) => boolean;
  readonly finishAt?: (event: TrainingEvent) => boolean;
  readonly resume?: boolean;
}

async function run(name: string, recipe: RecipeInput, { stopAt, finishAt, resume = false }: Stops = {}) {
  const [stop, finish] = [new AbortController(), new AbortController()];
  const events: TrainingEvent[] = [];
  await runTraining({
    recipe,
    runFolder: join(root, name),
    cacheFolder: join(root, 'cache'),
    resume,
    emit(event) {
      events.push(event);
      if (stopAt?.(event)) stop.abort();
      if (finishAt?.(event)) finish.abort();
    },
    signal: stop.signal,
    finish: finish.signal,
  });
  return events;
}

const json = (name: string, file: string) => JSON.parse(readFileSync(join(root, name, file), 'utf8'));
const bytes = (name: string) => readFileSync(join(root, name, 'model.safetensors'));
const epochsOf = (events: readonly TrainingEvent[]) => events.filter((event) => event.type === 'epoch');

const pictures = (changes: Partial<RecipeInput> = {}): RecipeInput => ({
  task: 'image-classification',
  model: { weights: 'finesse-resnet-10' },
  data: { path: join(root, 'pictures') },
  preprocessing: { imageSize: 32, augmentation: false },
  adaptation: { preset: 'full', chooseDepth: false },
  hyperparameters: { epochs: 2, batchSize: 16, backboneLearningRate: 1e-3 },
  engine,
  ...changes,
});

const texts = (weights: string): RecipeInput => ({
  task: 'text-classification',
  model: { weights },
  data: { path: join(root, 'texts.csv') },
  preprocessing: { maxTokens: 32 },
  adaptation: { preset: 'head' },
  engine,
});

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'finesse-probed-'));
  await writePictures(join(root, 'pictures'), 50);
  writeTexts(join(root, 'texts.csv'), 60);
});
afterAll(() => rmSync(root, { recursive: true }));

describe('a run on pictures with a probe', { timeout: 300_000 }, () => {
  it('fits the head before it trains, and says on the test examples what training added', async () => {
    const events = await run('full', pictures());
    const epochs = epochsOf(events);
    expect(epochs.map(({ phase }) => phase)).toEqual(['probe', 'all', 'all']);
    const plan = events.find((event) => event.type === 'plan')!;
    expect(plan.phases.map(({ name, stepsPerEpoch }) => [name, stepsPerEpoch])[0]).toEqual(['probe', 1]);
    const { probe, labels } = json('full', 'evaluation.json');
    expect(probe.accuracy + probe.difference).toBeCloseTo(labels.accuracy, 12);
    expect(probe.interval.low).toBeLessThanOrEqual(probe.difference);
    expect(probe.interval.high).toBeGreaterThanOrEqual(probe.difference);
  });

  it('trains on from a calmer head than the best, and still keeps the best one', async () => {
    const events = await run(
      'calm',
      pictures({ hyperparameters: { epochs: 1, backboneLearningRate: 1e-12, emaDecay: 0 } }),
    );
    const { strength, startStrength, tried } = json('calm', 'probe.json');
    const lossAt = (one: number) => tried.find((fit: { strength: number }) => fit.strength === one).loss;
    expect(startStrength).toBeGreaterThan(strength);
    expect(lossAt(startStrength)).toBeGreaterThan(lossAt(strength));
    const [probe, trained] = epochsOf(events).map(({ metrics }) => metrics.valLoss!);
    // A rate of nothing shows where training began.
    expect(trained!).toBeGreaterThan(probe!);
    const { probe: told } = json('calm', 'evaluation.json');
    expect(told.difference).toBe(0);
    const said = events.filter((event) => event.type === 'log').map(({ code }) => code);
    expect(said).toContain('training.probeStart');
  });

  it('keeps a model that is no worse on validation than the fitted head, whatever training does to it', async () => {
    const hyperparameters = { epochs: 2, batchSize: 16, backboneLearningRate: 1 };
    const epochs = epochsOf(await run('ruined', pictures({ hyperparameters })));
    const losses = epochs.map(({ metrics }) => metrics.valLoss!);
    expect(Math.min(...losses)).toBe(losses[0]);
    expect(json('ruined', 'training.json').bestEpoch).toBe(1);
    expect(json('ruined', 'evaluation.json').probe).toMatchObject({ difference: 0, better: 0, worse: 0 });
  });

  it('tries on folds how deep to train, and stops after the fitted head where more does harm', async () => {
    const recipe = pictures({
      adaptation: { preset: 'gradual' },
      hyperparameters: { epochs: 2, batchSize: 16, backboneLearningRate: 0.5 },
    });
    const events = await run('shallow', recipe);
    expect(epochsOf(events).map(({ phase }) => phase)).toEqual(['probe']);
    const plans = events
      .filter((event) => event.type === 'plan')
      .map(({ phases }) => phases.map(({ name }) => name));
    expect(plans).toEqual([['probe', 'last 2 stages', 'all'], ['probe']]);
    const { phases, folds, tried } = json('shallow', 'depth.json');
    expect([phases, folds, tried.length]).toEqual([1, 3, 3]);
    expect(tried[2].loss).toBeGreaterThan(tried[0].loss);
    const said = events.filter((event) => event.type === 'log').map(({ code }) => code);
    expect(said).toContain('training.depthChosen');
    // The result is the fitted head, to the bit.
    await run('head', pictures({ adaptation: { preset: 'head' } }));
    expect(bytes('shallow').equals(bytes('head'))).toBe(true);
  });

  it('trains as if nothing had been tried where all of the plan pays', async () => {
    const hyperparameters = { epochs: 8, batchSize: 8, backboneLearningRate: 3e-3 };
    await run('tried', pictures({ adaptation: { preset: 'full' }, hyperparameters }));
    expect(json('tried', 'depth.json').phases).toBe(2);
    await run('untried', pictures({ hyperparameters }));
    expect(bytes('tried').equals(bytes('untried'))).toBe(true);
    const interrupted = (event: TrainingEvent) =>
      event.type === 'work' && event.phase === 'choosing-depth' && event.done === 1;
    await run('cut', pictures({ adaptation: { preset: 'full' }, hyperparameters }), { stopAt: interrupted });
    expect(existsSync(join(root, 'cut', 'depth.json'))).toBe(false);
    await run('cut', pictures({ adaptation: { preset: 'full' }, hyperparameters }), { resume: true });
    expect(bytes('cut').equals(bytes('tried'))).toBe(true);
  });

  it('is the fitted head alone with the preset head, in one epoch, as good as what it says of validation', async () => {
    const epochs = epochsOf(await run('head', pictures({ adaptation: { preset: 'head' } })));
    expect(epochs).toHaveLength(1);
    expect(json('head', 'evaluation.json').probe).toBeUndefined();
    expect(json('head', 'probe.json')).toMatchObject({ fittedTo: 'train', chosenBy: 'folds', folds: 5 });
    expect(epochs[0]!.metrics.valAccuracy).toBeGreaterThan(0.8);
    expect(json('head', 'evaluation.json').labels.accuracy).toBeGreaterThan(0.8);
    const [answer] = await predict(join(root, 'head'), { files: [join(root, 'pictures/lying/0.png')] });
    expect(answer!.label).toBe('lying');
  });

  it('fits to validation as well where that is asked for, and still tells what validation said before', async () => {
    const plain = epochsOf(await run('plain', pictures({ adaptation: { preset: 'head' } })));
    const adaptation = { preset: 'head', probeOnValidation: true } as const;
    const joined = epochsOf(await run('joined', pictures({ adaptation })));
    expect(joined[0]!.metrics).toEqual(plain[0]!.metrics);
    expect(json('joined', 'probe.json').fittedTo).toBe('train+validation');
    expect(bytes('joined').equals(bytes('plain'))).toBe(false);
  });

  it('ends with the same bytes when interrupted while fitting and while training', async () => {
    const stops: ((event: TrainingEvent) => boolean)[] = [
      (event) => event.type === 'work' && event.phase === 'fitting-probe',
      (event) => event.type === 'step' && event.phase === 'all',
    ];
    for (const stopAt of stops) {
      const events = await run('cut', pictures(), { stopAt });
      expect(events.at(-1)!.type).toBe('interrupted');
      await run('cut', pictures(), { resume: true });
      expect(bytes('cut').equals(bytes('full'))).toBe(true);
    }
  });

  it('takes the fitted head when asked to finish after it', async () => {
    const events = await run('finished', pictures(), { finishAt: (event) => event.type === 'epoch' });
    expect(events.at(-1)).toMatchObject({ type: 'finished', epochs: 1, bestEpoch: 1 });
    expect(bytes('finished').equals(bytes('head'))).toBe(true);
  });
});

describe('a run on texts with a probe', { timeout: 300_000 }, () => {
  it('chooses how texts are pooled where nothing tells, once, and says so', async () => {
    const small = { layers: 1, hiddenSize: 32, heads: 2, vocabularySize: 200 };
    for (const family of ['bert', 'distilbert']) {
      const from = `${family}-new`;
      await run(from, {
        ...texts(''),
        model: { architecture: { family, ...small } },
        hyperparameters: { epochs: 1 },
      });
      // Other classes than its own: the head is new.
      const recipe = { ...texts(join(root, from)), data: { path: join(root, 'two.csv') } };
      const rows = readFileSync(join(root, 'texts.csv'), 'utf8')
        .replace(/,(travel|kitchen)$/gm, ',indoors')
        .replace(/,weather$/gm, ',outdoors');
      writeFileSync(join(root, 'two.csv'), rows);
      const events = await run(`${family}-probe`, recipe);
      const { pooling, values } = json(`${family}-probe`, 'pooling.json');
      expect(Object.keys(values)).toEqual(
        family === 'bert' ? ['mean', 'first', 'pooler'] : ['mean', 'first'],
      );
      expect(json(`${family}-probe`, 'model.json').architecture.pooling).toBe(pooling);
      const said = events.flatMap((event) => (event.type === 'log' ? [event.message] : []));
      expect(said.some((line) => line.includes(`${pooling} is taken`))).toBe(true);
      expect(events.at(-1)!.type).toBe('finished');
    }
  });

  it('takes the pooling that the folder or the recipe names', async () => {
    const recipe = { ...texts(join(root, 'bert-new')), data: { path: join(root, 'two.csv') } };
    await run('asked', { ...recipe, model: { ...recipe.model, pooling: 'first' } });
    expect(json('asked', 'model.json').architecture.pooling).toBe('first');
    expect(existsSync(join(root, 'asked/pooling.json'))).toBe(false);
  });
});
