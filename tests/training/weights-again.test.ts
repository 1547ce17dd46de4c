// The weights of a run of ours as the start of another: head, tokenizer settings and preparation come along, or it is said.
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRun } from '../../src-main/training/export-run.ts';
import type { RecipeInput } from '../../src-main/training/recipe.ts';
import { runTraining } from '../../src-main/training/run-training.ts';
import type { TrainingEvent } from '../../src-main/training/training-events.ts';
import { writePictures, writeTexts } from './small-data.ts';

let root: string;
let pictures: string;
const engine = { backend: 'ort', threads: 1 } as const;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'finesse-again-'));
  pictures = await writePictures(join(root, 'pictures'), 40);
  await run('first', {
    task: 'image-classification',
    model: { architecture: { family: 'cifar-resnet', depth: 8, width: 8, imageSize: 16 } },
    data: { path: pictures },
    preprocessing: { augmentation: false },
    hyperparameters: { epochs: 8, batchSize: 8, learningRate: 0.01 },
    engine,
  });
}, 60_000);
afterAll(() => rmSync(root, { recursive: true }));

async function run(name: string, recipe: RecipeInput, resume = false): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  await runTraining({
    recipe,
    runFolder: join(root, name),
    cacheFolder: join(root, 'cache'),
    resume,
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
  });
  return events;
}

const accuracyOf = (name: string) =>
  JSON.parse(readFileSync(join(root, name, 'evaluation.json'), 'utf8')).labels.accuracy as number;
const headOf = (name: string) =>
  JSON.parse(readFileSync(join(root, name, 'compatibility.json'), 'utf8')).head.params.fate as string;

/** Learns next to nothing, so that what it knows it has from the weights. */
const still = (weights: string, data: string): RecipeInput => ({
  task: 'image-classification',
  model: { weights },
  data: { path: data },
  preprocessing: { augmentation: false },
  // A fitted head would take the place of a wrong one.
  adaptation: { preset: 'head', probe: false },
  hyperparameters: { epochs: 1, batchSize: 8, learningRate: 1e-9 },
  engine,
});

describe('a head of our own', () => {
  it('is taken over by the names of its classes, and said so', async () => {
    const events = await run('same', still(join(root, 'first'), pictures));
    expect(headOf('same')).toBe('same');
    expect(accuracyOf('same')).toBe(accuracyOf('first'));
    expect(accuracyOf('same')).toBeGreaterThan(0.8);
    const said = events.find((event) => event.type === 'compatibility');
    expect(said!.summary.message).toContain('for the same 2 classes by name and is taken over');
  });

  it('gives its rows to names in another order: the file alone tells its classes', async () => {
    const turned = join(root, 'turned.safetensors');
    const bytes = readFileSync(join(root, 'first', 'model.safetensors'));
    // The same head, said to be for the same names the other way round: of equal length as text.
    const text = bytes.toString('latin1');
    const names = (...list: string[]) => JSON.stringify(JSON.stringify(list)).slice(1, -1);
    expect(text).toContain(names('lying', 'standing'));
    writeFileSync(
      turned,
      Buffer.from(text.replace(names('lying', 'standing'), names('standing', 'lying')), 'latin1'),
    );
    await run('turned', still(turned, pictures));
    expect(headOf('turned')).toBe('reordered');
    expect(accuracyOf('turned')).toBeCloseTo(1 - accuracyOf('first'), 9);
  });

  it('is new where as many classes have other names', async () => {
    const others = join(root, 'others');
    cpSync(pictures, others, { recursive: true });
    renameSync(join(others, 'lying'), join(others, 'zebra'));
    const events = await run('others', still(join(root, 'first'), others));
    expect(headOf('others')).toBe('otherClasses');
    const said = events.find((event) => event.type === 'compatibility');
    expect(said!.summary.message).toContain('("lying", "standing") and does not know "zebra"');
  });

  it('of a run that an earlier Finesse began is the one it had, however often it is resumed', async () => {
    const recipe = still(join(root, 'first'), join(root, 'others'));
    await run('begun', recipe);
    const report = join(root, 'begun', 'compatibility.json');
    const { head: _, ...before } = JSON.parse(readFileSync(report, 'utf8'));
    writeFileSync(report, JSON.stringify(before));
    rmSync(join(root, 'begun', 'checkpoints'), { recursive: true });
    for (let again = 0; again < 2; again++) {
      await run('begun', recipe, true);
      const { newHead, head } = JSON.parse(readFileSync(report, 'utf8'));
      expect({ newHead, head }).toEqual({ newHead: false, head: null });
    }
  });

  it('of an earlier Finesse is known by the model.json beside the weights', async () => {
    const earlier = join(root, 'earlier');
    cpSync(join(root, 'first'), earlier, { recursive: true });
    const path = join(earlier, 'model.safetensors');
    const text = readFileSync(path).toString('latin1');
    writeFileSync(path, Buffer.from(text.replace('"classes":', '"cl4sses":'), 'latin1'));
    await run('from-earlier', still(earlier, pictures));
    expect(headOf('from-earlier')).toBe('same');
    expect(accuracyOf('from-earlier')).toBe(accuracyOf('first'));
  });
});

const notesOf = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.type === 'log' ? [event.message] : []));

describe('preparation of our own', () => {
  it('is told where the recipe has another', async () => {
    const squashed: RecipeInput = {
      ...still(join(root, 'first'), pictures),
      preprocessing: { augmentation: false, resize: 'squash', whiteLevel: 4095 },
    };
    expect(notesOf(await run('squashed', squashed))).toEqual(
      expect.arrayContaining([
        expect.stringContaining('preprocessing.resize crop; this training has squash'),
        expect.stringContaining('preprocessing.whiteLevel not set; this training has 4095'),
      ]),
    );
    const alike = notesOf(await run('alike', still(join(root, 'first'), pictures)));
    expect(alike.filter((note) => note.includes('preprocessing.'))).toEqual([]);
  });

  it('of texts comes along: capital letters stay where they stayed, from the run and from its export', async () => {
    const texts = writeTexts(join(root, 'texts.csv'), 20);
    const recipe: RecipeInput = {
      task: 'text-classification',
      model: { architecture: { family: 'bert', layers: 1, hiddenSize: 16, heads: 2, vocabularySize: 120 } },
      data: { path: texts },
      preprocessing: { lowerCase: false, maxTokens: 32 },
      hyperparameters: { epochs: 1, batchSize: 16 },
      engine,
    };
    await run('cased', recipe);
    await exportRun(join(root, 'cased'), 'safetensors', join(root, 'exported'));
    for (const from of ['cased', 'exported']) {
      const { preprocessing: _, ...again } = recipe;
      const events = await run(`${from}-again`, { ...again, model: { weights: join(root, from) } });
      const kept = JSON.parse(readFileSync(join(root, `${from}-again`, 'tokenizer.json'), 'utf8'));
      expect(kept.normalizer.lowercase).toBe(false);
      expect(headOf(`${from}-again`)).toBe('same');
      expect(notesOf(events)).toEqual(
        expect.arrayContaining([
          'model.json beside tokenizer.json: texts keep their capital letters.',
          expect.stringContaining('preprocessing.maxTokens 32; this training has 128'),
        ]),
      );
    }
  });
});
