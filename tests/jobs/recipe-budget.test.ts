// The simple view's arithmetic: more time means more epochs, caution means lower rates, and no plan exceeds the budget
// without saying so.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Caution, planBudget } from '../../src-main/jobs/recipe-budget.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';

const pictures = { task: 'image-classification', model: { weights: 'w' }, data: { path: 'p' } };
const texts = { ...pictures, task: 'text-classification' };
const scratch = { ...pictures, model: { architecture: { family: 'resnet', depth: 18 } } };
const cautions: readonly Caution[] = ['careful', 'balanced', 'bold'];

function settings(draft: object, minutes: number, caution: Caution, secondsPerEpoch?: number) {
  const plan = planBudget({ ...draft }, { minutes, caution, secondsPerEpoch });
  const { adaptation, hyperparameters } = recipeSchema.parse(plan.recipe);
  return { ...plan, preset: adaptation.preset, phases: adaptation.phases, ...hyperparameters };
}

describe('planBudget', () => {
  it('gives more epochs for more time, within what makes sense', () => {
    const epochs = [1, 5, 10, 30, 300].map((minutes) => settings(pictures, minutes, 'balanced', 20).epochs);
    expect(epochs).toEqual([...epochs].sort((a, b) => a - b));
    expect(epochs.at(-1)).toBe(40);
    expect(settings(texts, 300, 'balanced', 20).epochs).toBe(8);
  });

  it('lowers the rates for caution and raises them for boldness', () => {
    const rates = cautions.map((caution) => settings(texts, 10, caution).backboneLearningRate);
    expect(rates).toEqual([5e-5, 1e-4, 2e-4]);
  });

  it('trains only the head where the whole network takes too long, and says when even that does', () => {
    const slow = settings(pictures, 5, 'balanced', 300);
    expect([slow.preset, slow.fits]).toEqual(['head', false]);
    const head = planBudget(pictures, {
      minutes: 5,
      caution: 'balanced',
      secondsPerEpoch: 300,
      headSecondsPerEpoch: 10,
    });
    expect(recipeSchema.parse(head.recipe).adaptation.preset).toBe('head');
    expect(head.fits).toBe(true);
  });

  it('trains everything from scratch, whatever the caution', () => {
    for (const caution of cautions) expect(settings(scratch, 20, caution, 5).preset).toBe('full');
  });

  it('replaces phases and keeps everything else', () => {
    const draft = {
      ...pictures,
      name: 'mine',
      seed: 7,
      adaptation: { phases: [{ epochs: 3, trainable: 'head' }], headDropout: 0.3 },
      hyperparameters: { batchSize: 8, weightDecay: 0.1 },
    };
    const { recipe, phases, batchSize, weightDecay, changed } = settings(draft, 10, 'balanced');
    expect([phases, batchSize, weightDecay]).toEqual([undefined, 8, 0.1]);
    expect(recipe).toMatchObject({ name: 'mine', seed: 7, adaptation: { headDropout: 0.3 } });
    expect(changed.map(({ path }) => path)).toContain('hyperparameters.epochs');
  });

  it('keeps what a template watches for stopping early', () => {
    const draft = { ...pictures, hyperparameters: { earlyStopping: { metric: 'rocAuc', patience: 10 } } };
    const { earlyStopping } = settings(draft, 10, 'balanced');
    expect(earlyStopping).toMatchObject({ metric: 'rocAuc', patience: 4 });
  });

  it('never promises a plan that exceeds its budget', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 2000, noNaN: true }),
        fc.double({ min: 0.1, max: 5000, noNaN: true }),
        fc.constantFrom(...cautions),
        fc.constantFrom(pictures, texts, scratch),
        (minutes, secondsPerEpoch, caution, draft) => {
          const { fits, expectedSeconds, recipe } = planBudget(draft, { minutes, caution, secondsPerEpoch });
          recipeSchema.parse(recipe);
          expect(
            fits ? expectedSeconds! <= minutes * 60 + 1e-6 : expectedSeconds! > minutes * 60 - 1e-6,
          ).toBe(true);
        },
      ),
    );
  });
});
