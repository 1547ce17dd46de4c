// The simple view of the settings: so many minutes, so much caution -> epochs, preset and rates. Pure.
import type { KindName } from '../facts/kinds.ts';
import { tasks } from '../facts/tasks.ts';
import { type Recipe, recipeSchema } from '../training/recipe.ts';

type Draft = Readonly<Record<string, unknown>>;

export type Caution = 'careful' | 'balanced' | 'bold';

export interface Budget {
  readonly minutes: number;
  readonly caution: Caution;
  /** Measured: one epoch of the whole network, and of its head on cached features. */
  readonly secondsPerEpoch?: number | undefined;
  readonly headSecondsPerEpoch?: number | undefined;
}

export interface BudgetPlan {
  readonly recipe: Draft;
  readonly changed: readonly { readonly path: string; readonly value: unknown }[];
  readonly expectedSeconds: number | null;
  readonly fits: boolean;
}

/** Loading, validation and the last evaluation take their part. */
const trainingShare = 0.8;
/** An epoch of the last third of the stages costs about this much of one of all. */
const lastStagesCost = 0.6;

type Preset = 'head' | 'gradual' | 'full';

interface Situation {
  readonly presets: Readonly<Record<Caution, Preset>>;
  readonly fewestEpochs: number;
  readonly mostEpochs: number;
  /** Epochs where nothing was measured, for ten minutes. */
  readonly usualEpochs: number;
}

const pretrained: Readonly<Record<KindName, Situation>> = {
  image: {
    presets: { careful: 'gradual', balanced: 'gradual', bold: 'full' },
    fewestEpochs: 3,
    mostEpochs: 40,
    usualEpochs: 12,
  },
  text: {
    presets: { careful: 'gradual', balanced: 'full', bold: 'full' },
    fewestEpochs: 1,
    mostEpochs: 8,
    usualEpochs: 4,
  },
};
const scratch: Situation = {
  presets: { careful: 'full', balanced: 'full', bold: 'full' },
  fewestEpochs: 3,
  mostEpochs: 200,
  usualEpochs: 30,
};

/** How the usual rates are changed; patience in epochs of each phase. */
const temper: Record<Caution, { readonly rate: number; readonly patienceShare: number }> = {
  careful: { rate: 0.5, patienceShare: 0.5 },
  balanced: { rate: 1, patienceShare: 0.35 },
  bold: { rate: 2, patienceShare: 0.25 },
};

/**
 * Fills in what the budget decides and leaves everything else as it is. `task`, `model` and `data.path` must be there.
 * Where even the head alone takes longer than the budget, `fits` is false and the smallest plan is given.
 */
export function planBudget(draft: Draft, budget: Budget): BudgetPlan {
  const usual = usualRecipe(draft);
  const situation = situationOf(usual);
  const { preset, epochs, seconds, fits } = choose(situation, budget);
  const { rate, patienceShare } = temper[budget.caution];
  const { learningRate, backboneLearningRate } = usual.hyperparameters;
  const changed = [
    { path: 'adaptation.preset', value: preset },
    { path: 'hyperparameters.epochs', value: epochs },
    { path: 'hyperparameters.learningRate', value: rounded(learningRate * rate) },
    { path: 'hyperparameters.backboneLearningRate', value: rounded(backboneLearningRate * rate) },
    {
      path: 'hyperparameters.earlyStopping',
      // What is watched stays: a template chose it for its field.
      value: {
        ...objectOf(objectOf(draft.hyperparameters).earlyStopping),
        patience: Math.max(2, Math.round(epochs * patienceShare)),
      },
    },
  ];
  const { phases: _, ...adaptation } = objectOf(draft.adaptation);
  const recipe = changed.reduce<Draft>((next, { path, value }) => withField(next, path, value), {
    ...draft,
    adaptation,
  });
  return { recipe, changed, expectedSeconds: seconds, fits };
}

interface Choice {
  readonly preset: Preset;
  readonly epochs: number;
  readonly seconds: number | null;
  readonly fits: boolean;
}

function choose(situation: Situation, budget: Budget): Choice {
  const { presets, fewestEpochs, mostEpochs, usualEpochs } = situation;
  const preset = presets[budget.caution];
  const { secondsPerEpoch: whole, headSecondsPerEpoch: head } = budget;
  const within = (epochs: number) => Math.min(mostEpochs, Math.max(fewestEpochs, Math.round(epochs)));
  if (whole === undefined) {
    const epochs = within(usualEpochs * Math.min(3, Math.max(0.25, budget.minutes / 10)));
    return { preset, epochs, seconds: null, fits: true };
  }
  const available = budget.minutes * 60 * trainingShare;
  const cost = (of: Preset) => epochCost(of, whole, head ?? whole / 3);
  const plan = (of: Preset): Choice => {
    const epochs = within(Math.floor(available / cost(of)));
    const seconds = (epochs * cost(of)) / trainingShare;
    return { preset: of, epochs, seconds, fits: epochs * cost(of) <= available };
  };
  const wanted = plan(preset);
  if (wanted.fits || situation === scratch) return wanted;
  const cheaper = plan('head');
  return cheaper.fits || cheaper.seconds! < wanted.seconds! ? cheaper : wanted;
}

/** Mean cost of an epoch of a preset; gradual: three eighths head, three eighths last stages, a quarter everything. */
function epochCost(preset: Preset, whole: number, head: number): number {
  if (preset === 'head') return head;
  if (preset === 'full') return whole;
  return 0.375 * head + 0.375 * lastStagesCost * whole + 0.25 * whole;
}

/** The recipe's defaults without what the budget is about to decide. */
function usualRecipe({ task, model, data }: Draft): Recipe {
  return recipeSchema.parse({ task, model, data: { path: objectOf(data).path } });
}

function situationOf({ task, model }: Recipe): Situation {
  return model.weights === undefined ? scratch : pretrained[tasks[task].kind];
}

/** Two digits: 0.0005, not 0.00049999. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(2));
}

function withField(recipe: Draft, path: string, value: unknown): Draft {
  const [part = '', ...rest] = path.split('.');
  if (rest.length === 0) return { ...recipe, [part]: value };
  return { ...recipe, [part]: withField(objectOf(recipe[part]), rest.join('.'), value) };
}

function objectOf(value: unknown): Draft {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Draft) : {}; // checked on this line
}
