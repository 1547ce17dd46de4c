// Recipes over a carrier: drafts in every state of completion, files, templates, the simple view.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleRecipes } from '../../src-main/api/sample-recipes.ts';
import { completeRecipe, loadRecipe } from '../../src-main/jobs/load-recipe.ts';
import { faultOf } from '../../src-renderer/lib/api/faults.ts';
import { writePictures } from '../training/small-data.ts';
import { type Rig, rigs } from './carrier-rigs.ts';
import { drain } from './finished-runs.ts';

let rig: Rig;
let folder: string;
let pictures: string;
const api = () => rig.client.recipes;
const task = 'image-classification';
const model = { weights: 'finesse-resnet-10' };

beforeAll(async () => {
  rig = await rigs[0]![1]();
  folder = join(rig.services.store.paths.folder, 'data');
  mkdirSync(folder);
  pictures = await writePictures(join(folder, 'pictures'), 30);
});
afterAll(() => rig.close());

describe('a draft', () => {
  it('that is empty is told what it lacks, step by step', async () => {
    const { complete, issues, phases, schedule } = await api().check({ draft: {} });
    expect([complete, phases, schedule]).toEqual([null, null, null]);
    expect(issues.map(({ step, code }) => [step, code])).toEqual([
      ['task', 'missing-task'],
      ['model', 'missing-model'],
      ['data', 'missing-data'],
    ]);
  });

  it.each([
    [
      'a wrong number',
      { hyperparameters: { batchSize: -3 } },
      'hyperparameters',
      'hyperparameters.batchSize',
    ],
    [
      'an unknown field',
      { hyperparameters: { batchsize: 3 } },
      'hyperparameters',
      'hyperparameters.batchsize',
    ],
    ['fields that contradict', { data: { textColumn: 'x' } }, 'data', 'data.textColumn'],
    ['no object at all', { adaptation: 7 }, 'adaptation', 'adaptation'],
    ['data that is gone', { data: { path: '/nowhere/at/all' } }, 'data', 'data.path'],
    ['a strange engine', { engine: { backend: 'abacus' } }, 'hyperparameters', 'engine.backend'],
  ])('with %s has it told at its step', async (_, fault, step, path) => {
    const data = { path: pictures, ...(fault as { data?: object }).data };
    const { complete, issues } = await api().check({ draft: { task, model, ...fault, data } });
    expect(complete).toBeNull();
    expect(issues).toEqual([expect.objectContaining({ step, path })]);
  });

  it('is looked at as far as it goes, even before it has its data', async () => {
    const { issues } = await api().check({ draft: { task, model, hyperparameters: { epochs: 0 } } });
    expect(issues.map(({ path }) => path)).toEqual(['data.path', 'hyperparameters.epochs']);
  });

  it('that is wrong in places says so of all of them, and keeps its other settings', async () => {
    const hyperparameters = { batchSize: 0, epochs: 7, momentum: 0.5, warmup: 3 };
    const draft = { task, model, data: { path: pictures }, hyperparameters, adaptation: 7 };
    const { complete, filled, issues, changed } = await api().check({ draft });
    expect(complete).toBeNull();
    expect(issues.map(({ path, code }) => [path, code])).toEqual([
      ['adaptation', 'recipe.unexpected'],
      ['hyperparameters.batchSize', 'recipe.unexpected'],
      ['hyperparameters.warmup', 'recipe.unknownField'],
      ['hyperparameters.momentum', 'recipe.momentumUnused'],
    ]);
    expect(filled).toMatchObject({
      data: { path: pictures },
      adaptation: { preset: expect.any(String) },
      hyperparameters: { batchSize: 32, epochs: 7, optimizer: 'adamw' },
    });
    expect(changed).toContainEqual({ path: 'hyperparameters.batchSize', value: 0, default: 32 });
    expect(changed).toContainEqual({ path: 'hyperparameters.epochs', value: 7, default: expect.anything() });
  });

  it('that has hardly begun is filled with defaults, and not with the data and model that stand in', async () => {
    expect((await api().check({ draft: {} })).filled).toBeNull();
    const { filled } = await api().check({ draft: { task: 'text-classification' } });
    expect(filled).toMatchObject({ hyperparameters: { batchSize: 32 }, seed: 42 });
    expect([filled!.model, filled!.data]).toEqual([
      {},
      expect.not.objectContaining({ path: expect.anything() }),
    ]);
  });

  it('that names weights nobody has, or of the other task, has an issue with its model', async () => {
    const unknown = await api().check({
      draft: { task, model: { weights: 'gone-1234' }, data: { path: pictures } },
    });
    expect(unknown.issues).toEqual([
      expect.objectContaining({ step: 'model', code: 'library.unknownModel' }),
    ]);
    const text = { task: 'text-classification', model, data: { path: pictures } };
    expect((await api().check({ draft: text })).issues).toEqual([
      expect.objectContaining({ step: 'model', code: 'training.wrongModel' }),
    ]);
  });

  it('that is whole is completed, planned over the real network and drawn over the real steps', async () => {
    const draft = {
      task,
      model,
      name: 'My first one!',
      data: { path: pictures },
      hyperparameters: { batchSize: 8, epochs: 8, learningRate: 0.001 },
      adaptation: { preset: 'gradual' },
    };
    const before = await api().check({ draft });
    expect(before.issues).toEqual([]);
    expect(before.complete).toMatchObject({
      seed: 42,
      hyperparameters: { batchSize: 8, optimizer: 'adamw' },
    });
    expect(before.command).toBe('finesse train my-first-one.json');
    expect(before.stages.at(-1)).toBe('head');
    expect(before.phases!.map(({ name, epochs, steps }) => [name, epochs, steps])).toEqual([
      ['probe', 1, 1],
      ['last 2 stages', 4, null],
      ['all', 4, null],
    ]);
    expect(before.schedule).toBeNull();
    // The preset and rate are the defaults; only two settings differ.
    expect(before.changed).toEqual([
      { path: 'hyperparameters.batchSize', value: 8, default: 32 },
      { path: 'hyperparameters.epochs', value: 8, default: 12 },
    ]);
    const { result } = await drain(await rig.client.data.inspect({ task, data: { path: pictures } }));
    const after = await api().check({ draft });
    const steps = Math.ceil(result.dataset!.splits.train / 8);
    expect(after.phases!.map((phase) => phase.steps)).toEqual([1, 4 * steps, 4 * steps]);
    const curve = after.schedule!;
    expect(curve.at(-1)!.step).toBe(1 + 8 * steps);
    expect(Math.max(...curve.map(({ rate }) => rate))).toBeCloseTo(1e-4, 6);
    // Pictures of 16 pixels for a network of 64.
    expect(after.warnings.map(({ code }) => code)).toEqual(['pictures-enlarged']);
  });

  it('cannot be trained where batch norm would see single values, and says what to change', async () => {
    const architecture = { family: 'resnet', block: 'basic', blocks: [1, 1, 1, 1], width: 8, imageSize: 32 };
    const draft = { task, model: { architecture }, data: { path: pictures } };
    const issuesWith = async (hyperparameters: object, adaptation: object = {}) =>
      (await api().check({ draft: { ...draft, hyperparameters, adaptation } })).issues;
    expect(await issuesWith({ batchSize: 1 })).toEqual([
      expect.objectContaining({
        step: 'hyperparameters',
        path: 'hyperparameters.batchSize',
        code: 'training.singleValue',
      }),
    ]);
    expect(await issuesWith({ batchSize: 2 })).toEqual([]);
    expect(await issuesWith({ batchSize: 1 }, { batchNorm: 'frozen' })).toEqual([]);
  });

  it('is told the steps there will be: batch norm that is trained leaves away a batch that is not full', async () => {
    const data = { path: pictures, validationFraction: 0.1, testFraction: 0 };
    const { result } = await drain(await rig.client.data.inspect({ task, data }));
    const { train } = result.dataset!.splits;
    const architecture = { family: 'cifar-resnet', depth: 8, width: 8, imageSize: 16 };
    const stepsWith = async (batchSize: number) => {
      const hyperparameters = { batchSize, epochs: 1 };
      const checked = await api().check({ draft: { task, model: { architecture }, data, hyperparameters } });
      return checked.phases!.map(({ steps }) => steps);
    };
    expect(await stepsWith(train - 1)).toEqual([1]);
    expect(await stepsWith(train + 1)).toEqual([1]);
    expect(await stepsWith(Math.floor(train / 2))).toEqual([2]);
  });

  it('is warned of what only its data tells', async () => {
    const data = { path: pictures, validationFraction: 0.1, testFraction: 0 };
    const { result } = await drain(await rig.client.data.inspect({ task, data }));
    const draft = { task, model, data, hyperparameters: { batchSize: 256 } };
    const { warnings } = await api().check({ draft, key: result.dataset!.key });
    expect(warnings.map(({ code, step }) => [code, step])).toEqual([
      ['batch-exceeds-training-data', 'hyperparameters'],
      ['no-test-data', 'data'],
      ['pictures-enlarged', 'preprocessing'],
    ]);
  });
});

describe('recipe texts and files', () => {
  it('are parsed, with line and column where they are no JSON', async () => {
    expect(await api().parse({ text: '{"task": "x"}' })).toEqual({ recipe: { task: 'x' }, fault: null });
    expect(await api().parse({ text: '{\n  "a": 1,\n  "a": 2\n}' })).toMatchObject({
      recipe: null,
      fault: { line: 3, column: 3 },
    });
    expect(await api().parse({ text: '[]' })).toMatchObject({ recipe: null, fault: { line: 1 } });
  });

  it('are saved and opened as they were, and run by the command line', async () => {
    const file = join(folder, 'mine.json');
    const recipe = { task, model, data: { path: pictures }, hyperparameters: { epochs: 2 } };
    await api().save({ file, recipe });
    expect((await api().open({ file })).recipe).toEqual(recipe);
    expect(loadRecipe(file).hyperparameters.epochs).toBe(2);
    expect(readFileSync(file, 'utf8').endsWith('}\n')).toBe(true);
  });

  it('come with absolute paths, and with faults told', async () => {
    const file = join(folder, 'relative.json');
    writeFileSync(file, JSON.stringify({ task, model, data: { path: 'pictures' } }));
    expect((await api().open({ file })).recipe).toEqual({ task, model, data: { path: pictures } });
    writeFileSync(file, '{ "task": }');
    expect(await api().open({ file }).catch(faultOf)).toMatchObject({
      code: 'jobs.recipeSyntax',
      params: { line: 1 },
    });
    expect(await api().open({ file: '/etc/passwd' }).catch(faultOf)).toMatchObject({
      code: 'files.notAllowed',
    });
  });

  it('are described by a schema', async () => {
    expect(await api().schema()).toMatchObject({
      type: 'object',
      required: expect.arrayContaining(['task']),
    });
  });
});

describe('templates', () => {
  it('are whole but for their data, differ from the defaults where they give a reason, and name known models', async () => {
    const templates = await api().templates();
    const known = new Set((await rig.client.models.list()).map(({ id }) => id));
    expect(new Set(templates.map(({ domain }) => domain)).size).toBe(9);
    expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
    const isText = (each: { task: string }) => each.task === 'text-classification';
    for (const template of templates) {
      expect(known).toContain(template.model);
      const path = isText(template) ? join(folder, 'texts.csv') : pictures;
      if (isText(template)) writeFileSync(path, 'text,label\na,b\n');
      const data = { ...(template.recipe.data as object | undefined), path };
      const { issues, changed } = await api().check({ draft: { ...template.recipe, data } });
      expect([template.id, issues]).toEqual([template.id, []]);
      const paths = changed.map((field) => field.path);
      for (const { path: reasoned } of template.reasons)
        expect([template.id, paths]).toEqual([template.id, expect.arrayContaining([reasoned])]);
    }
  }, 30_000);

  it('of our own samples are usable', () => {
    for (const [name, { recipe, data }] of Object.entries(sampleRecipes))
      completeRecipe(
        { task: name, ...recipe, data: { ...data, path: pictures } },
        { file: 'sample', folder },
      );
  });
});

describe('the simple view', () => {
  it('fills in settings of a draft that is otherwise ready, and says what is wrong with others', async () => {
    const recipe = { task, model, data: { path: pictures } };
    const plan = await api().fromBudget({ recipe, minutes: 5, caution: 'balanced', secondsPerEpoch: 10 });
    expect(plan.fits).toBe(true);
    expect((await api().check({ draft: { ...plan.recipe } })).issues).toEqual([]);
    const lacking = api().fromBudget({ recipe: { task }, minutes: 5, caution: 'bold' });
    expect(await lacking.catch(faultOf)).toMatchObject({ code: 'jobs.recipeInvalid' });
  });
});
