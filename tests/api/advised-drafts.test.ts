// What an advice changes gives a training that can start: each rule with each preset, and with phases of one's own.
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdviceCode, type AdviceFacts, adviseOn } from '../../src-main/evaluation/advice.ts';
import { makeReport } from '../../src-main/evaluation/evaluation-report.ts';
import { recipeFacts } from '../../src-main/jobs/run-advice.ts';
import { type Recipe, recipeSchema } from '../../src-main/training/recipe.ts';
import { forkRun } from '../../src-renderer/routes/wizard/fork-run.ts';
import { addRun } from '../store/temporary-store.ts';
import { writePictures } from '../training/small-data.ts';
import { type Rig, rigs } from './carrier-rigs.ts';

let rig: Rig;
let pictures: string;
beforeAll(async () => {
  rig = await rigs[0]![1]();
  pictures = await writePictures(join(rig.services.store.paths.folder, 'pictures'), 12);
});
afterAll(() => rig.close());

const plans = {
  head: { preset: 'head' },
  gradual: { preset: 'gradual' },
  full: { preset: 'full' },
  'own phases': {
    phases: [
      { name: 'warm', epochs: 3, trainable: 'head' },
      { epochs: 5, trainable: { lastStages: 1 }, learningRate: 0.0004 },
      { epochs: 7, trainable: 'all', learningRate: 0.0002 },
    ],
  },
  'own phases of the head alone': { phases: [{ epochs: 4, trainable: 'head' }] },
  'own phases that all have a rate': { phases: [{ epochs: 4, trainable: 'all', learningRate: 0.0003 }] },
} as const;
type Plan = keyof typeof plans;

function recipeOf(plan: Plan): Recipe {
  return recipeSchema.parse({
    task: 'image-classification',
    name: plan,
    model: { weights: 'finesse-resnet-10' },
    data: { path: pictures },
    adaptation: plans[plan],
    hyperparameters: 'preset' in plans[plan] ? { epochs: 12 } : {},
  });
}

function report(right: number, wrong: number, certainty: number) {
  const guesses = [...Array<number>(right).fill(0), ...Array<number>(wrong).fill(1)];
  const rows = [0, 1].flatMap((label) => guesses.map((off) => [label, (label + off) % 2] as const));
  return makeReport({
    classes: ['lying', 'standing'],
    labels: Int32Array.from(rows, ([label]) => label),
    probabilities: Float32Array.from(
      rows.flatMap(([, guess]) => (guess === 0 ? [certainty, 1 - certainty] : [1 - certainty, certainty])),
    ),
  });
}

const epoch = (metrics: Readonly<Record<string, number>>, at: number) => ({
  epoch: at + 1,
  phase: 'all',
  metrics,
});
const history = (
  ...losses: readonly [loss: number, accuracy: number, valLoss: number, valAccuracy: number][]
) =>
  losses.map(([loss, accuracy, valLoss, valAccuracy], at) =>
    epoch({ loss, accuracy, valLoss, valAccuracy }, at),
  );
const learning = history([0.7, 0.6, 0.6, 0.7], [0.4, 0.85, 0.42, 0.84], [0.35, 0.87, 0.42, 0.85]);

/** Facts on which each rule that changes a recipe speaks. */
const situations: Readonly<Partial<Record<AdviceCode, Partial<AdviceFacts>>>> = {
  diverged: { diverged: true, report: undefined, history: [] },
  'below-baseline': { report: report(10, 30, 0.7) },
  'no-test-split': { report: undefined, testExamples: 0 },
  'no-validation-split': { validationExamples: 0 },
  overfitting: { history: history([0.5, 0.8, 0.5, 0.8], [0.1, 0.99, 0.9, 0.75]) },
  unstable: { history: history([0.5, 0.8, 0.5, 0.8], [0.7, 0.8, 0.5, 0.8], [0.9, 0.8, 0.5, 0.8]) },
  underfitting: { history: history([0.7, 0.5, 0.7, 0.5], [0.69, 0.52, 0.7, 0.5]) },
  'still-improving': { history: history([0.7, 0.8, 0.6, 0.8], [0.5, 0.85, 0.4, 0.85]), plannedEpochs: 2 },
  'rare-class': {
    trainExamples: [
      { name: 'lying', count: 20 },
      { name: 'standing', count: 200 },
    ],
  },
  overconfident: { report: report(28, 12, 0.99) },
  underconfident: { report: report(199, 1, 0.6) },
};

function adviceOn(recipe: Recipe, code: AdviceCode) {
  const facts: AdviceFacts = {
    report: report(170, 30, 0.85),
    diverged: false,
    history: learning,
    bestEpoch: 2,
    trainExamples: [
      { name: 'lying', count: 200 },
      { name: 'standing', count: 200 },
    ],
    validationExamples: 60,
    testExamples: 60,
    ...recipeFacts(recipe),
    ...situations[code],
  };
  return adviseOn(facts).find((advice) => advice.code === code);
}

/** The draft that "Try it in a new training" makes of a run. */
async function draftOf(
  recipe: Recipe,
  patches: readonly { readonly path: string; readonly value: unknown }[],
) {
  const run = addRun(rig.services.store, { recipe: JSON.stringify(recipe) });
  const id = await forkRun(rig.client, run.id, patches);
  return { run, draft: await rig.client.drafts.get({ id }) };
}

describe('a draft that an advice makes', () => {
  const cases = Object.keys(plans).flatMap((plan) =>
    Object.keys(situations).map((code) => [code, plan] as [AdviceCode, Plan]),
  );

  it.each(cases)('of "%s" after %s can be started', async (code, plan) => {
    const recipe = recipeOf(plan);
    const advice = adviceOn(recipe, code);
    if (code !== 'rare-class' && code !== 'underconfident') expect(advice?.action).not.toBeNull();
    const { run, draft } = await draftOf(recipe, advice?.action?.patches ?? []);
    const { issues } = await rig.client.recipes.check({ draft: draft.recipe });
    expect(issues).toEqual([]);
    expect(draft.parent).toBe(run.id);
  });

  const patchesOf = (code: AdviceCode, plan: Plan) => adviceOn(recipeOf(plan), code)?.action?.patches;

  it('lengthens own phases instead of writing epochs beside them', () => {
    expect(patchesOf('underfitting', 'own phases')).toEqual([
      {
        path: 'adaptation.phases',
        value: plans['own phases'].phases.map((phase) => ({ ...phase, epochs: phase.epochs * 2 })),
      },
    ]);
    expect(patchesOf('still-improving', 'own phases that all have a rate')).toEqual([
      { path: 'adaptation.phases', value: [{ epochs: 5, trainable: 'all', learningRate: 0.0003 }] },
    ]);
  });

  it('adds a phase for the whole network where own phases trained the head alone', () => {
    expect(patchesOf('underfitting', 'own phases of the head alone')).toEqual([
      {
        path: 'adaptation.phases',
        value: [
          { epochs: 4, trainable: 'head' },
          { epochs: 2, trainable: 'all' },
        ],
      },
    ]);
  });

  it('lowers the rates that own phases learn at', () => {
    expect(patchesOf('unstable', 'own phases that all have a rate')).toEqual([
      { path: 'adaptation.phases', value: [{ epochs: 4, trainable: 'all', learningRate: 0.00015 }] },
    ]);
  });
});
