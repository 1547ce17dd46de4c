// The defaults of training that depend on the situation: pictures or text, pretrained weights or none.
// They are filled into the recipe before the run starts and saved with it.
import type { KindName } from '../facts/kinds.ts';
import { tasks } from '../facts/tasks.ts';
import type { WrittenRecipe } from './recipe.ts';

interface SituationDefaults {
  /** Passes over the training data, over all phases of a preset. */
  readonly epochs: number;
  readonly preset: 'head' | 'gradual' | 'full';
  /** Peak rate of AdamW where only the head is trained, or where there is nothing pretrained to protect. */
  readonly learningRate: number;
  /** Peak rate at the head where pretrained stages are trained too. */
  readonly backboneLearningRate: number;
  /** Rate of a stage = rate of the stage above it times this. */
  readonly layerDecay: number;
  readonly batchNorm: 'frozen' | 'train';
  /** Limit of the global L2 norm of the gradients. */
  readonly gradientClipNorm: number | false;
  /** Share of the averaged weights that one update leaves; 0: no average. */
  readonly emaDecay: number;
  /** Epochs without improvement before a phase ends. */
  readonly patience: number;
}

/**
 * What is pretrained has its head fitted first (Kumar et al. 2022), and its weights averaged. Pictures: then deeper
 * stages, a tenth as fast as a head of their own would learn (Howard and Ruder 2018). Text: then all at once, for a few
 * epochs; docs/design/learning.md has what was tried. From scratch: many more epochs, every layer at the same rate,
 * batch statistics of the data itself.
 */
const situationDefaults: Readonly<
  Record<KindName, Readonly<Record<'pretrained' | 'scratch', SituationDefaults>>>
> = {
  image: {
    pretrained: {
      epochs: 12,
      preset: 'gradual',
      learningRate: 1e-3,
      backboneLearningRate: 1e-4,
      layerDecay: 0.9,
      batchNorm: 'frozen',
      gradientClipNorm: false,
      emaDecay: 0.99,
      patience: 4,
    },
    scratch: {
      epochs: 60,
      preset: 'full',
      learningRate: 1e-3,
      backboneLearningRate: 1e-3,
      layerDecay: 1,
      batchNorm: 'train',
      gradientClipNorm: false,
      emaDecay: 0,
      patience: 15,
    },
  },
  text: {
    pretrained: {
      epochs: 3,
      preset: 'full',
      learningRate: 1e-3,
      backboneLearningRate: 1e-4,
      layerDecay: 0.95,
      batchNorm: 'frozen',
      gradientClipNorm: 1,
      emaDecay: 0.99,
      patience: 3,
    },
    scratch: {
      epochs: 20,
      preset: 'full',
      learningRate: 5e-4,
      backboneLearningRate: 5e-4,
      layerDecay: 1,
      batchNorm: 'frozen',
      gradientClipNorm: 1,
      emaDecay: 0,
      patience: 5,
    },
  },
};

/** What the table has for a recipe: without weights a model starts from scratch. */
export function situationOf({ task, model }: Pick<WrittenRecipe, 'task' | 'model'>): SituationDefaults {
  return situationDefaults[tasks[task].kind][model.weights === undefined ? 'scratch' : 'pretrained'];
}

/**
 * Whether what an earlier Finesse did not know (a head that is fitted first, averaged and softened weights) is taken up where a
 * recipe does not say: always, but not with phases of a person's own, which are taken as they are, nor in a recipe
 * that an earlier Finesse has completed.
 */
function takesUpNews({ adaptation, hyperparameters: h }: WrittenRecipe): boolean {
  const { preset, batchNorm, layerDecay, phases } = adaptation;
  const filled = [
    preset,
    batchNorm,
    layerDecay,
    h.epochs,
    h.learningRate,
    h.backboneLearningRate,
    h.gradientClipNorm,
  ];
  return phases === undefined && filled.includes(undefined);
}

/**
 * Fills in what the recipe leaves open. A new model is always trained as a whole: a frozen random backbone is of no
 * use. `learningRate` given alone also governs a run that trains everything at once.
 */
export function fillDefaults(recipe: WrittenRecipe) {
  const { adaptation, hyperparameters } = recipe;
  const defaults = situationOf(recipe);
  const pretrained = recipe.model.weights !== undefined;
  const preset = pretrained ? (adaptation.preset ?? defaults.preset) : 'full';
  const { earlyStopping, learningRate } = hyperparameters;
  const news = pretrained && takesUpNews(recipe);
  const wholeRate = preset === 'full' ? learningRate : undefined;
  return {
    ...recipe,
    adaptation: {
      ...adaptation,
      preset,
      probe: pretrained && (adaptation.probe ?? news),
      chooseDepth: pretrained && (adaptation.chooseDepth ?? news),
      temperatureScaling: adaptation.temperatureScaling ?? news,
      batchNorm: adaptation.batchNorm ?? defaults.batchNorm,
      layerDecay: adaptation.layerDecay ?? defaults.layerDecay,
    },
    hyperparameters: {
      ...hyperparameters,
      epochs: hyperparameters.epochs ?? defaults.epochs,
      learningRate: learningRate ?? defaults.learningRate,
      backboneLearningRate:
        hyperparameters.backboneLearningRate ?? wholeRate ?? defaults.backboneLearningRate,
      gradientClipNorm: hyperparameters.gradientClipNorm ?? defaults.gradientClipNorm,
      emaDecay: hyperparameters.emaDecay ?? (news ? defaults.emaDecay : 0),
      earlyStopping: earlyStopping && {
        ...earlyStopping,
        patience: earlyStopping.patience ?? defaults.patience,
      },
    },
  };
}
