// Models to start from, over a carrier and the real workbench: the catalogue, files of all kinds, import and removal.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bertTokenizerFile, specialTokens } from '../../src-main/data/tokenizer-file.ts';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { readVariable } from '../../src-main/engine/variables.ts';
import { startRun } from '../../src-main/jobs/start-run.ts';
import { buildModel } from '../../src-main/models/build-model.ts';
import { modelParameters } from '../../src-main/models/model.ts';
import { architectureMetadata } from '../../src-main/models/recognise.ts';
import { writeTensorsDurably } from '../../src-main/training/durable-files.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import { faultOf } from '../../src-renderer/lib/api/faults.ts';
import { tinyRecipe, writeTinyPictures } from '../jobs/tiny-pictures.ts';
import { type Rig, rigs } from './carrier-rigs.ts';
import { drain } from './finished-runs.ts';

let rig: Rig;
let folder: string;
const api = () => rig.client.models;
const tinyBert = {
  family: 'bert',
  layers: 1,
  hiddenSize: 16,
  heads: 2,
  vocabularySize: 40,
  maxPositions: 16,
};

beforeAll(async () => {
  rig = await rigs[0]![1]();
  folder = join(rig.services.store.paths.folder, 'files');
  mkdirSync(folder);
  await openEngine({ backend: 'cpu', provider: 'cpu' });
});
afterAll(() => rig.close());

/** Real weights of an architecture, as a run writes them. */
function writeWeights(path: string, architecture: Readonly<Record<string, unknown>>, spoil?: number): string {
  const model = buildModel(architecture, { classes: 2, headDropout: 0, seed: 3 });
  const tensors = modelParameters(model).map(({ name, variable }, at) => ({
    name,
    dtype: 'float32' as const,
    shape: variable.shape,
    read() {
      const values = readVariable(variable).slice();
      if (at === 0 && spoil !== undefined) values[0] = spoil;
      return values;
    },
  }));
  const metadata = { format: 'pt', ...architectureMetadata({ ...model.config, family: model.family }) };
  writeTensorsDurably(path, { tensors, metadata });
  model.dispose();
  return path;
}

describe('the list', () => {
  it('has what comes with Finesse, with facts that agree with the networks themselves', async () => {
    const models = await api().list();
    expect(models.map(({ kind }) => kind)).toEqual(['pretrained', ...new Array(8).fill('scratch')]);
    for (const { id, task, model, parameters, input, family } of models) {
      const report = await api().describe({ task, model });
      const backbone = report.stages.filter(({ part }) => part === 'backbone');
      expect([id, backbone.reduce((sum, stage) => sum + stage.parameters, 0)]).toEqual([id, parameters]);
      expect(report.family).toBe(family);
      const size = report.input.kind === 'image' ? report.input.height : report.input.maxTokens;
      expect([id, size]).toEqual([id, input.size]);
    }
    const { markdown } = await api().card({ id: 'finesse-resnet-10' });
    expect(markdown).toContain('CIFAR-10');
    expect(await api().card({ id: 'no-such-model' }).catch(faultOf)).toMatchObject({
      code: 'library.unknownModel',
    });
  });
});

describe('a description', () => {
  it('says where the head goes, what can be trained, and how weights fit', async () => {
    const report = await api().describe({
      task: 'image-classification',
      model: { weights: 'finesse-resnet-10' },
      classes: 7,
      imageSize: 96,
    });
    expect(report.stages.map(({ part }) => part)).toEqual([...new Array(5).fill('backbone'), 'head']);
    expect(report.stages.at(-1)).toMatchObject({ parameters: 256 * 7 + 7, outputs: { logits: [null, 7] } });
    expect(report.input).toMatchObject({ kind: 'image', height: 96, width: 96 });
    expect(report.fit).toMatchObject({ usable: true, newHead: true, loaded: 60, missing: expect.any(Array) });
    expect(report.trainableStages).toContain(report.stages.length - 1);
  });

  it('refuses a network of the other task, and weights that are not there', async () => {
    const model = { weights: 'finesse-resnet-10' };
    expect(await api().describe({ task: 'text-classification', model }).catch(faultOf)).toMatchObject({
      code: 'training.wrongModel',
    });
    const absent = { weights: 'nowhere' };
    expect(
      await api().describe({ task: 'image-classification', model: absent }).catch(faultOf),
    ).toMatchObject({
      code: 'library.unknownModel',
    });
  });
});

describe('files', () => {
  it('are looked at before they are imported', async () => {
    const path = writeWeights(join(folder, 'my-net.safetensors'), {
      family: 'cifar-resnet',
      depth: 8,
      width: 4,
    });
    expect(await api().inspect({ path })).toMatchObject({
      usable: true,
      verdict: { code: 'models.complete' },
      format: 'safetensors',
      family: 'cifar-resnet',
      task: 'image-classification',
      tokenizer: 'not-needed',
      suggestedName: 'my-net',
      licence: null,
    });
  });

  it.each([
    ['a text', 'notes.txt', 'just words', 'library.weightsUnrecognised'],
    ['an empty file', 'empty.bin', '', 'library.weightsUnrecognised'],
    ['a pickle', 'evil.pkl', '\x80\x04\x95\x10', 'library.weightsUnrecognised'],
  ])('that are no weights are answered with the reason: %s', async (_, name, content, code) => {
    const path = join(folder, name);
    writeFileSync(path, content, 'latin1');
    const report = await api().inspect({ path });
    expect([report.usable, report.verdict.code]).toEqual([false, code]);
    expect(report.verdict.message).toContain(name);
  });

  it('of text models tell whether their tokenizer is there', async () => {
    const path = writeWeights(join(folder, 'bare-bert.safetensors'), tinyBert);
    expect(await api().inspect({ path })).toMatchObject({
      task: 'text-classification',
      tokenizer: 'missing',
    });
  });
});

describe('an import', () => {
  it('copies a model and trains from it by its id, wherever the original has gone', async () => {
    const architecture = { family: 'cifar-resnet', depth: 8, width: 4, imageSize: 16 };
    const path = writeWeights(join(folder, 'resnet8.safetensors'), architecture);
    const { result, phases } = await drain(
      await api().import({ path, name: 'Résnet 8!', licence: 'MIT', description: 'tiny' }),
    );
    // Only the newest progress waits for a slow reader.
    expect(['copying', 'checking']).toEqual(expect.arrayContaining([...phases]));
    expect(phases.length).toBeGreaterThan(0);
    expect(result.id).toMatch(/^resnet-8-[0-9a-f]{4}$/);
    const listed = (await api().list()).find(({ id }) => id === result.id);
    expect(listed).toMatchObject({
      kind: 'imported',
      name: 'Résnet 8!',
      licence: 'MIT',
      model: { weights: result.id },
      input: { kind: 'image', size: 16 },
      numRuns: 0,
    });
    const pictures = join(folder, 'pictures');
    await writeTinyPictures(pictures);
    const { model: _, ...rest } = tinyRecipe(pictures, 1);
    const { store } = rig.services;
    const recipe = recipeSchema.parse({
      ...rest,
      model: { weights: result.id },
      adaptation: { preset: 'full' },
    });
    const run = await startRun(store, recipe).done;
    expect([run.state, run.errorMessage]).toEqual(['finished', null]);
    expect((JSON.parse(run.recipe) as { model: unknown }).model).toEqual({ weights: result.id });
    expect(await api().remove({ id: result.id }).catch(faultOf)).toMatchObject({
      code: 'library.modelInUse',
      params: { runs: 1 },
    });
    await api().remove({ id: result.id, anyway: true });
    expect(existsSync(join(store.paths.models, result.id))).toBe(false);
    expect((await api().list()).some(({ id }) => id === result.id)).toBe(false);
  }, 60_000);

  it('takes a tokenizer from elsewhere, and asks for one where there is none', async () => {
    const path = join(folder, 'bare-bert.safetensors');
    writeWeights(path, tinyBert);
    const lacking = drain(await api().import({ path, name: 'Bert' }));
    expect(await lacking.catch(faultOf)).toMatchObject({ code: 'library.tokenizerMissing' });
    const tokens = [...specialTokens, ...'abcdefghijklmnop'];
    mkdirSync(join(folder, 'tokens'));
    const tokenizer = join(folder, 'tokens', 'tokenizer.json');
    writeFileSync(tokenizer, JSON.stringify(bertTokenizerFile(tokens)));
    const { result } = await drain(await api().import({ path, name: 'Bert', tokenizer }));
    const { models } = rig.services.store.paths;
    expect(readdirSync(join(models, result.id)).sort()).toEqual([
      'finesse-model.json',
      'model.safetensors',
      'tokenizer.json',
    ]);
  });

  it('of damaged weights leaves nothing behind', async () => {
    const path = writeWeights(
      join(folder, 'spoilt.safetensors'),
      { family: 'cifar-resnet', depth: 8, width: 4 },
      Number.NaN,
    );
    const { models } = rig.services.store.paths;
    const before = readdirSync(models).sort();
    expect(await drain(await api().import({ path, name: 'x' })).catch(faultOf)).toMatchObject({
      code: 'models.notFinite',
    });
    expect(readdirSync(models).sort()).toEqual(before);
  });

  it('cannot be undone for what comes with Finesse', async () => {
    expect(await api().remove({ id: 'finesse-resnet-10' }).catch(faultOf)).toMatchObject({
      code: 'library.bundledModel',
    });
  });
});
