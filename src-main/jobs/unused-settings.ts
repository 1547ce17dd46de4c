// Settings that are written, differ from what holds without them, and have no effect in the situation of their recipe.
// They are warned of, not refused: the recipe of a run is often the beginning of another.
import { isDeepStrictEqual } from 'node:util';
import { kindFacts } from '../facts/tasks.ts';
import { type Recipe, recipeSchema } from '../training/recipe.ts';
import type { RecipeStep } from './recipe-report.ts';

export interface UnusedRule {
  readonly code: string;
  readonly step: RecipeStep;
  /** Where the warning stands. */
  readonly path: string;
  readonly fields: readonly string[];
  readonly applies: (recipe: Recipe) => boolean;
  /** Why; `fields` are those that were written. */
  readonly reason: (fields: string) => string;
}

/** Without trained layers the head alone learns, by regression. */
const onlyProbe = ({ adaptation: a }: Recipe) => a.probe && a.preset === 'head' && a.phases === undefined;
const onlyHead = ({ adaptation: a }: Recipe) =>
  a.phases === undefined ? a.preset === 'head' : a.phases.every(({ trainable }) => trainable === 'head');
const isText = ({ task }: Recipe) => kindFacts(task).hasTokens;
const fromScratch = ({ model }: Recipe) => model.weights === undefined;

export const unusedRules: readonly UnusedRule[] = [
  {
    code: 'unused-pooling',
    step: 'model',
    path: 'model.pooling',
    fields: ['model.pooling'],
    applies: (recipe) => !isText(recipe) || fromScratch(recipe),
    reason: (fields) => `Without effect: ${fields}. It is for pretrained text networks.`,
  },
  {
    code: 'unused-with-probe-alone',
    step: 'adaptation',
    path: 'adaptation.preset',
    fields: [
      ...['headDropout', 'batchNorm', 'layerDecay', 'temperatureScaling'].map((name) => `adaptation.${name}`),
      ...[
        'epochs',
        'optimizer',
        'learningRate',
        'backboneLearningRate',
        'beta1',
        'beta2',
        'epsilon',
        'momentum',
      ].map((name) => `hyperparameters.${name}`),
      ...[
        'weightDecay',
        'schedule',
        'warmupRatio',
        'labelSmoothing',
        'gradientClipNorm',
        'accumulationSteps',
        'emaDecay',
      ].map((name) => `hyperparameters.${name}`),
      'hyperparameters.earlyStopping',
      'preprocessing.augmentation',
    ],
    applies: onlyProbe,
    reason: (fields) =>
      `Without effect: ${fields}. The head is fitted by regression, and nothing is trained in steps after it.`,
  },
  {
    code: 'unused-below-head',
    step: 'adaptation',
    path: 'adaptation.layerDecay',
    fields: ['adaptation.layerDecay', 'hyperparameters.backboneLearningRate'],
    applies: (recipe) => onlyHead(recipe) && !onlyProbe(recipe),
    reason: (fields) => `Without effect: ${fields}. Nothing below the head is trained.`,
  },
  {
    code: 'unused-head-rate',
    step: 'hyperparameters',
    path: 'hyperparameters.learningRate',
    fields: ['hyperparameters.learningRate'],
    applies: ({ adaptation: a, hyperparameters: h }) =>
      a.phases === undefined && a.preset === 'full' && h.learningRate !== h.backboneLearningRate,
    reason: (fields) =>
      `Without effect: ${fields}. No phase trains the head alone; the rate of the backbone holds for all.`,
  },
  {
    code: 'unused-batch-norm',
    step: 'adaptation',
    path: 'adaptation.batchNorm',
    fields: ['adaptation.batchNorm'],
    applies: (recipe) => isText(recipe) && !onlyProbe(recipe),
    reason: (fields) => `Without effect: ${fields}. Text networks have no batch norm.`,
  },
  {
    code: 'unused-by-optimizer',
    step: 'hyperparameters',
    path: 'hyperparameters.optimizer',
    fields: ['beta1', 'beta2', 'epsilon'].map((name) => `hyperparameters.${name}`),
    applies: (recipe) => recipe.hyperparameters.optimizer === 'sgd' && !onlyProbe(recipe),
    reason: (fields) => `Without effect: ${fields}. The optimizer "sgd" uses none of these.`,
  },
  {
    code: 'unused-probe-on-validation',
    step: 'adaptation',
    path: 'adaptation.probeOnValidation',
    fields: ['adaptation.probeOnValidation'],
    // Trials on folds may decide that the head alone is best.
    applies: (recipe) => !onlyProbe(recipe) && !recipe.adaptation.chooseDepth,
    reason: (fields) => `Without effect: ${fields}. It is for a fitted head after which nothing is trained.`,
  },
];

export interface UnusedSetting {
  readonly rule: UnusedRule;
  /** The paths, comma between them. */
  readonly fields: string;
}

/** Of a complete recipe. */
export function unusedSettings(recipe: Recipe): UnusedSetting[] {
  const { task, model, data, adaptation } = recipe;
  const { preset, probe, phases } = adaptation;
  // What would hold in the same situation without the setting itself.
  const { pooling: _, ...network } = model;
  const usual = recipeSchema.parse({
    task,
    model: network,
    data: { path: data.path },
    adaptation: phases === undefined ? { preset, probe } : { phases, probe },
  });
  return unusedRules
    .filter(({ applies }) => applies(recipe))
    .flatMap((rule) => {
      const written = rule.fields.filter((path) => !isDeepStrictEqual(at(recipe, path), at(usual, path)));
      return written.length === 0 ? [] : [{ rule, fields: written.join(', ') }];
    });
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, part) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return (inner as Record<string, unknown>)[part]; // an object, checked above
  }, value);
}
