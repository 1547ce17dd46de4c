// What works and is probably not meant: one row a rule, with its reason. Each rule looks at a complete recipe and at
// what is known of its data and network; a rule that lacks what it needs stays silent.
import type { ReadingIndex } from '../data/kept-readings.ts';
import { type KindName, kinds } from '../facts/kinds.ts';
import { kindFacts, tasks } from '../facts/tasks.ts';
import type { Recipe } from '../training/recipe.ts';
import { preparationDifferences } from '../training/told-preparation.ts';
import type { ModelReport } from '../training/workbench/model-report.ts';
import type { RecipeStep, RecipeWarning } from './recipe-report.ts';
import { unusedRules, unusedSettings } from './unused-settings.ts';

export interface RecipeFacts {
  readonly recipe: Recipe;
  /** Absent until the data has been inspected. */
  readonly data?: ReadingIndex | undefined;
  /** Absent until the network could be described. */
  readonly model?: ModelReport | undefined;
  /** Side of the pictures that the weights were made for; absent where it is not known. */
  readonly pretrainedSide?: number | undefined;
}

type Params = RecipeWarning['params'];

interface Rule {
  readonly code: string;
  readonly step: RecipeStep;
  readonly path: string;
  /** The numbers of the warning, or nothing where all is well. */
  readonly check: (facts: RecipeFacts) => Params | undefined;
  readonly reason: (params: Params) => string;
}

const percent = (share: number) => Math.round(share * 100);

/** Peak rates above which training usually diverges or forgets, by optimizer. */
const highestRate = { sgd: 1, adam: 1e-2, adamw: 1e-2 } as const;
/** Peak rates above which pretrained layers forget. */
const backboneRateLimits: Readonly<Record<KindName, number>> = { image: 5e-3, text: 2e-4 };
/** Training examples that a network from scratch usually needs. */
const scratchExamples: Readonly<Record<KindName, number>> = { image: 1000, text: 300 };
const fewPerClass = 10;
/** WordPiece cuts a word of running text into about this many tokens. */
const tokensPerWord = 1.3;

const rules: readonly Rule[] = [
  {
    code: 'learning-rate-high',
    step: 'hyperparameters',
    path: 'hyperparameters.learningRate',
    check({ recipe: { hyperparameters: h } }) {
      const highest = highestRate[h.optimizer];
      return h.learningRate > highest
        ? { value: h.learningRate, highest, optimizer: h.optimizer }
        : undefined;
    },
    reason: (p) =>
      `A learning rate of ${p.value} is high for ${p.optimizer}: above ${p.highest} training usually jumps about instead of settling.`,
  },
  {
    code: 'learning-rate-low',
    step: 'hyperparameters',
    path: 'hyperparameters.learningRate',
    check({ recipe: { hyperparameters: h } }) {
      const lowest = h.optimizer === 'sgd' ? 1e-5 : 1e-6;
      return h.learningRate < lowest ? { value: h.learningRate, lowest } : undefined;
    },
    reason: (p) => `With a learning rate of ${p.value} next to nothing is learnt in a reasonable time.`,
  },
  {
    code: 'backbone-rate-high',
    step: 'hyperparameters',
    path: 'hyperparameters.backboneLearningRate',
    check({ recipe: { task, model, hyperparameters: h } }) {
      if (model.weights === undefined || h.optimizer === 'sgd') return undefined;
      const highest = backboneRateLimits[tasks[task].kind];
      return h.backboneLearningRate > highest ? { value: h.backboneLearningRate, highest } : undefined;
    },
    reason: (p) =>
      `At ${p.value} the pretrained layers quickly forget what they know; up to ${p.highest} is usual.`,
  },
  {
    code: 'batch-exceeds-training-data',
    step: 'hyperparameters',
    path: 'hyperparameters.batchSize',
    check({ recipe: { hyperparameters: h }, data }) {
      return data !== undefined && h.batchSize > data.splits.train
        ? { batchSize: h.batchSize, train: data.splits.train }
        : undefined;
    },
    reason: (p) =>
      `A batch of ${p.batchSize} is larger than the ${p.train} training examples, so an epoch is a single step.`,
  },
  {
    code: 'few-steps',
    step: 'hyperparameters',
    path: 'hyperparameters.batchSize',
    check({ recipe: { hyperparameters: h, adaptation }, data }) {
      if (data === undefined || h.batchSize > data.splits.train) return undefined;
      const epochs = adaptation.phases?.reduce((sum, phase) => sum + phase.epochs, 0) ?? h.epochs;
      const steps = Math.ceil(data.splits.train / h.batchSize / h.accumulationSteps) * epochs;
      return steps < 30 ? { steps, batchSize: h.batchSize } : undefined;
    },
    reason: (p) =>
      `Only ${p.steps} updates in all: too few to learn much. A smaller batch than ${p.batchSize}, or more epochs, gives more.`,
  },
  {
    code: 'flip-changes-meaning',
    step: 'preprocessing',
    path: 'preprocessing.augmentation.horizontalFlip',
    check({ recipe, data }) {
      const { augmentation } = recipe.preprocessing;
      if (!kindFacts(recipe.task).hasPixels || augmentation === false || data === undefined) return undefined;
      const flips = augmentation?.horizontalFlip ?? true;
      const names = data.classes.map(({ name }) => name);
      const example = names.find((name) => sided.test(name)) ?? (areSigns(names) ? names[0] : undefined);
      return flips && example !== undefined ? { class: example } : undefined;
    },
    reason: (p) =>
      `Pictures are mirrored in training, which may turn one class into another: one of yours is called "${p.class}".`,
  },
  {
    code: 'early-stopping-without-validation',
    step: 'hyperparameters',
    path: 'hyperparameters.earlyStopping',
    check({ recipe: { hyperparameters: h, data: options }, data }) {
      const none =
        data === undefined
          ? options.validation === undefined && options.validationFraction === 0
          : data.splits.validation === 0;
      return none && h.earlyStopping !== false ? {} : undefined;
    },
    reason: () =>
      'Without validation examples nothing tells when to stop or which epoch was best: early stopping does nothing.',
  },
  {
    code: 'no-test-data',
    step: 'data',
    path: 'data.testFraction',
    check({ recipe: { data: options }, data }) {
      const none =
        data === undefined
          ? options.test === undefined && options.testFraction === 0
          : data.splits.test === 0;
      return none ? {} : undefined;
    },
    reason: () =>
      'Without test examples the result cannot be measured honestly: validation has already chosen the best epoch.',
  },
  {
    code: 'imbalance',
    step: 'hyperparameters',
    path: 'hyperparameters.classWeights',
    check({ recipe: { hyperparameters: h }, data }) {
      if (data === undefined || h.classWeights !== 'none') return undefined;
      const sorted = data.classes.toSorted((a, b) => b.train - a.train);
      const [largest, smallest] = [sorted[0], sorted.at(-1)];
      if (largest === undefined || smallest === undefined || smallest.train === 0) return undefined;
      const ratio = largest.train / smallest.train;
      if (ratio <= 3) return undefined;
      return { ratio: Math.round(ratio * 10) / 10, largest: largest.name, smallest: smallest.name };
    },
    reason: (p) =>
      `"${p.largest}" has ${p.ratio} times as many examples as "${p.smallest}". Without class weights the network learns to favour it.`,
  },
  {
    code: 'few-examples',
    step: 'data',
    path: 'data.path',
    check({ data }) {
      const small = data?.classes.filter(({ train }) => train < fewPerClass) ?? [];
      const [first] = small;
      return first === undefined
        ? undefined
        : { classes: small.length, class: first.name, train: first.train, needed: fewPerClass };
    },
    reason: (p) =>
      `${p.classes === 1 ? 'One class has' : `${p.classes} classes have`} fewer than ${p.needed} training examples ("${p.class}" has ${p.train}): expect chance results there.`,
  },
  {
    code: 'scratch-needs-data',
    step: 'model',
    path: 'model.weights',
    check({ recipe: { task, model }, data }) {
      if (data === undefined || model.weights !== undefined) return undefined;
      const needed = scratchExamples[tasks[task].kind];
      return data.splits.train < needed ? { train: data.splits.train, needed } : undefined;
    },
    reason: (p) =>
      `A network from scratch knows nothing; ${p.train} training examples are few for it (${p.needed} or more are usual). Pretrained weights need fewer.`,
  },
  {
    code: 'scratch-frozen',
    step: 'adaptation',
    path: 'adaptation.phases',
    check({ recipe: { model, adaptation } }) {
      const frozen = adaptation.phases?.find(({ trainable }) => trainable !== 'all');
      return model.weights === undefined && frozen !== undefined
        ? { phase: frozen.name ?? String(adaptation.phases!.indexOf(frozen) + 1) }
        : undefined;
    },
    reason: (p) =>
      `The phase "${p.phase}" freezes layers that hold random values: they are of no use until they are trained.`,
  },
  {
    code: 'image-size-far',
    step: 'preprocessing',
    path: 'preprocessing.imageSize',
    check({ recipe: { preprocessing }, pretrainedSide }) {
      const { imageSize } = preprocessing;
      if (imageSize === undefined || pretrainedSide === undefined) return undefined;
      const ratio = imageSize / pretrainedSide;
      return ratio > 2 || ratio < 0.5 ? { imageSize, pretrained: pretrainedSide } : undefined;
    },
    reason: (p) =>
      `The weights were made for pictures of ${p.pretrained} pixels; at ${p.imageSize} things appear at sizes they do not know.`,
  },
  {
    code: 'pictures-enlarged',
    step: 'preprocessing',
    path: 'preprocessing.imageSize',
    check({ recipe, data, model }) {
      if (data === undefined || model?.input.kind !== 'image' || data.medianSide === 0) return undefined;
      const side = recipe.preprocessing.imageSize ?? model.input.height;
      return side > 2 * data.medianSide ? { side, median: data.medianSide } : undefined;
    },
    reason: (p) =>
      `Half of the pictures are at most ${p.median} pixels wide or high and are enlarged to ${p.side}: more work, nothing more to see.`,
  },
  {
    code: 'texts-cut',
    step: 'preprocessing',
    path: 'preprocessing.maxTokens',
    check({ recipe, data, model }) {
      if (data === undefined || !kinds[data.kind].hasTokens) return undefined;
      const limit =
        model?.input.kind === 'text'
          ? Math.min(model.input.maxTokens, recipe.preprocessing.maxTokens)
          : recipe.preprocessing.maxTokens;
      const over = data.wordPercentiles.filter((words) => words * tokensPerWord + 2 > limit).length;
      const share = over / Math.max(1, data.wordPercentiles.length);
      return share > 0.2 ? { maxTokens: limit, share: percent(share) } : undefined;
    },
    reason: (p) =>
      `About ${p.share} % of the texts are longer than ${p.maxTokens} tokens; their ends are cut off and never read.`,
  },
  {
    code: 'tokens-beyond-model',
    step: 'preprocessing',
    path: 'preprocessing.maxTokens',
    check({ recipe: { preprocessing }, model }) {
      return model?.input.kind === 'text' && preprocessing.maxTokens > model.input.maxTokens
        ? { maxTokens: preprocessing.maxTokens, model: model.input.maxTokens }
        : undefined;
    },
    reason: (p) => `The model reads at most ${p.model} tokens, so ${p.maxTokens} has no effect.`,
  },
  {
    code: 'many-epochs-text',
    step: 'hyperparameters',
    path: 'hyperparameters.epochs',
    check({ recipe: { task, model, adaptation, hyperparameters: h } }) {
      const pretrained = kindFacts(task).hasTokens && model.weights !== undefined;
      return pretrained && adaptation.preset === 'full' && h.epochs > 10 ? { epochs: h.epochs } : undefined;
    },
    reason: (p) =>
      `${p.epochs} epochs over a pretrained text model usually end in learning the examples by heart; 2 to 5 are customary.`,
  },
  {
    code: 'no-augmentation-few-pictures',
    step: 'preprocessing',
    path: 'preprocessing.augmentation',
    check({ recipe: { task, preprocessing, adaptation }, data }) {
      const off = kindFacts(task).hasPixels && preprocessing.augmentation === false;
      return off && adaptation.preset !== 'head' && data !== undefined && data.splits.train < 1000
        ? { train: data.splits.train }
        : undefined;
    },
    reason: (p) =>
      `${p.train} pictures are few to train whole layers on; random changes (augmentation) keep the network from learning them by heart.`,
  },
  {
    code: 'prepared-otherwise',
    step: 'preprocessing',
    path: 'preprocessing',
    check({ recipe, model }) {
      const [first] = preparationDifferences(recipe, model?.told ?? {});
      return first && { field: first.field, told: first.told ?? '-', here: first.here ?? '-' };
    },
    reason: (p) =>
      `The weights were trained with ${p.field} ${p.told}, this recipe has ${p.here}: what is prepared otherwise is recognised less well at first.`,
  },
  {
    code: 'weight-decay-high',
    step: 'hyperparameters',
    path: 'hyperparameters.weightDecay',
    check: ({ recipe: { hyperparameters: h } }) =>
      h.weightDecay > 0.2 ? { value: h.weightDecay } : undefined,
    reason: (p) =>
      `A weight decay of ${p.value} pulls the weights to zero faster than most data can hold them.`,
  },
];

/** The codes a warning may have. */
export const warningCodes = [...rules, ...unusedRules].map(({ code }) => code);

export function recipeWarnings(facts: RecipeFacts): RecipeWarning[] {
  const odd = rules.flatMap(({ code, step, path, check, reason }) => {
    const params = check(facts);
    return params === undefined ? [] : [{ code, step, path, params, reason: reason(params) }];
  });
  const unused = unusedSettings(facts.recipe).map(({ rule: { code, step, path, reason }, fields }) => {
    return { code, step, path, params: { fields }, reason: reason(fields) };
  });
  return [...odd, ...unused];
}

const sided = /(^|[^a-z])(left|right|links|rechts|gauche|droite|clockwise)([^a-z]|$)/i;

/** Classes that are letters or digits: their mirror images are other signs. */
function areSigns(names: readonly string[]): boolean {
  return names.filter((name) => /^[\p{L}\p{N}]$/u.test(name)).length > names.length / 2;
}
