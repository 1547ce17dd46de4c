import { describe, expect, it } from 'vitest';
import type { Parameter, Stage } from '../../src-main/models/model.ts';
import { headRates, planPhases } from '../../src-main/training/phases.ts';
import { type RecipeInput, recipeSchema } from '../../src-main/training/recipe.ts';

const written: RecipeInput = { task: 'image-classification', model: { weights: 'w' }, data: { path: 'd' } };

function stage(name: string, trainable = true): Stage {
  const parameter = { name, kind: 'parameter', decay: true } as Parameter;
  return { name, parameters: trainable ? [parameter] : [], outputs: {}, forward: (inputs) => inputs };
}

/** Seven stages of which one, the pooling, has no parameters. */
const stages = [
  stage('stem'),
  stage('layer1'),
  stage('layer2'),
  stage('layer3'),
  stage('layer4'),
  stage('pool', false),
  stage('head'),
];

const plan = (changes: Partial<RecipeInput>) =>
  planPhases(recipeSchema.parse({ ...written, ...changes }), stages);

describe('phases', () => {
  it('fits the head first where weights are given, and spends no epochs on it after that', () => {
    const names = (changes: Partial<RecipeInput>) =>
      plan(changes).map(({ name, epochs, probe }) => [name, epochs, probe === true]);
    const hyperparameters = { epochs: 12 };
    expect(names({ hyperparameters, adaptation: { preset: 'head' } })).toEqual([['probe', 1, true]]);
    expect(names({ hyperparameters, adaptation: { preset: 'gradual' } })).toEqual([
      ['probe', 1, true],
      ['last 2 stages', 6, false],
      ['all', 6, false],
    ]);
    expect(names({ hyperparameters, adaptation: { preset: 'full' } })).toEqual([
      ['probe', 1, true],
      ['all', 12, false],
    ]);
    const phases = [{ epochs: 3, trainable: 'head' as const }];
    expect(names({ adaptation: { phases } })).toEqual([['head', 3, false]]);
    expect(names({ adaptation: { phases, probe: true } })).toHaveLength(2);
    expect(names({ model: { architecture: { family: 'resnet' } }, adaptation: { probe: true } })).toEqual([
      ['all', 60, false],
    ]);
  });

  it('leaves the plan of a run of an earlier Finesse as it was', () => {
    const { probe, probeOnValidation, ...adaptation } = recipeSchema.parse(written).adaptation;
    const stored = { ...recipeSchema.parse(written), adaptation };
    const phases = planPhases(recipeSchema.parse(stored), stages);
    expect([probe, probeOnValidation]).toEqual([true, false]);
    expect(phases.map(({ name }) => name)).toEqual(['head', 'last 2 stages', 'all']);
  });

  it('unfreezes gradually: the head, the last third, everything', () => {
    const phases = plan({ hyperparameters: { epochs: 12 }, adaptation: { preset: 'gradual', probe: false } });
    expect(phases.map(({ name, epochs, firstTrained }) => [name, epochs, firstTrained])).toEqual([
      ['head', 5, 6],
      ['last 2 stages', 4, 3],
      ['all', 3, 0],
    ]);
  });

  it('tells the peak rates of the head without a model, as the plan has them', () => {
    const written: Partial<RecipeInput>[] = [
      { adaptation: { preset: 'full' } },
      { adaptation: { preset: 'head', probe: false } },
      { adaptation: { preset: 'gradual', probe: false } },
      { adaptation: { preset: 'full' }, hyperparameters: { learningRate: 0.002 } },
      { adaptation: { phases: [{ epochs: 1, trainable: 'head', learningRate: 0.5 }] } },
      { adaptation: { phases: [{ epochs: 1, trainable: { lastStages: 2 } }] } },
    ];
    const base = { task: 'image-classification', model: { weights: 'w' }, data: { path: 'd' } } as const;
    for (const changes of written)
      expect(headRates(recipeSchema.parse({ ...base, ...changes })).map(({ rate }) => rate)).toEqual(
        plan(changes)
          .filter(({ probe }) => !probe)
          .map(({ rates }) => rates.at(-1)),
      );
    // The head of a network that is adapted as a whole learns as slowly as the rest.
    expect(headRates(recipeSchema.parse({ ...base, adaptation: { preset: 'full' } }))).toEqual([
      { name: 'all', rate: 1e-4 },
    ]);
  });

  it('spends all epochs, however few there are, and the first of them on the head', () => {
    for (const epochs of [1, 2, 3, 4, 7, 30]) {
      const adaptation = { preset: 'gradual', probe: false } as const;
      const phases = plan({ hyperparameters: { epochs }, adaptation });
      expect(phases.reduce((sum, phase) => sum + phase.epochs, 0)).toBe(epochs);
      expect(phases[0]!.name).toBe('head');
    }
  });

  it('gives lower stages lower rates and frozen ones none', () => {
    const [phase] = plan({
      hyperparameters: { backboneLearningRate: 0.01 },
      adaptation: { layerDecay: 0.5, phases: [{ epochs: 1, trainable: { lastStages: 2 } }] },
    });
    expect(phase!.rates).toEqual([0, 0, 0, 0.0025, 0.005, 0, 0.01]);
  });

  it('trains a head alone at learningRate and a phase at the rate it names', () => {
    const phases = plan({
      hyperparameters: { learningRate: 0.02 },
      adaptation: {
        phases: [
          { epochs: 1, trainable: 'head' },
          { epochs: 1, trainable: 'head', learningRate: 0.3 },
        ],
      },
    });
    expect(phases.map(({ rates }) => rates.at(-1))).toEqual([0.02, 0.3]);
  });

  it('trains a model without weights as a whole, whatever the preset', () => {
    const phases = plan({ model: { architecture: { family: 'resnet' } }, adaptation: { preset: 'head' } });
    expect(phases.map(({ name, firstTrained }) => [name, firstTrained])).toEqual([['all', 0]]);
    expect(phases[0]!.trainsBatchNorm).toBe(true);
    expect(new Set(phases[0]!.rates)).toEqual(new Set([1e-3, 0]));
  });
});

describe('recipe defaults', () => {
  it('come back unchanged when a complete recipe is read again', () => {
    const recipe = recipeSchema.parse(written);
    expect(recipeSchema.parse(recipe)).toEqual(recipe);
  });

  it('differ between pictures and text, pretrained and new', () => {
    const text = { ...written, task: 'text-classification' as const };
    const of = (recipe: RecipeInput) => recipeSchema.parse(recipe).hyperparameters;
    expect(of(text).backboneLearningRate).toBe(1e-4);
    expect(of(text).gradientClipNorm).toBe(1);
    expect(of(written).gradientClipNorm).toBe(false);
    const fromScratch = { ...written, model: { architecture: { family: 'resnet' } } };
    expect(of(fromScratch).epochs).toBeGreaterThan(of(written).epochs);
  });

  it('let one learningRate govern a run that trains everything at once', () => {
    const full = {
      ...written,
      adaptation: { preset: 'full' as const },
      hyperparameters: { learningRate: 3e-5 },
    };
    expect(recipeSchema.parse(full).hyperparameters.backboneLearningRate).toBe(3e-5);
  });
});
