// Everything that can be said about a draft: what is missing, what is odd, and what the training will do. Never throws
// for a bad draft.
import type { ReadingIndex } from '../data/kept-readings.ts';
import { FinesseError, type Message, plainMessage } from '../errors.ts';
import { weightsPath } from '../library/catalogue.ts';
import { checkBatchStatistics } from '../training/batch-statistics.ts';
import type { Recipe } from '../training/recipe.ts';
import type { DescribeModelInput } from '../training/workbench/describe-model.ts';
import type { ModelReport } from '../training/workbench/model-report.ts';
import { type FilledRecipe, fillRecipe, part } from './filled-recipe.ts';
import { changedFields } from './recipe-changes.ts';
import type { RecipeFault } from './recipe-faults.ts';
import { phaseReports, schedulePoints, stageKinds } from './recipe-plan.ts';
import { type RecipeCheck, type RecipeIssue, type RecipeStep, recipeSteps } from './recipe-report.ts';
import { recipeWarnings } from './recipe-warnings.ts';

type Draft = Readonly<Record<string, unknown>>;

export interface CheckSources {
  /** Where relative paths of the draft start. */
  readonly folder: string;
  /** Fields that were taken out of the draft because what they name may not be read. */
  readonly refused?: readonly RecipeFault[];
  /** The inspected data of a complete recipe; undefined where there is none. */
  readonly data: (recipe: Recipe) => ReadingIndex | undefined;
  readonly describe: (input: DescribeModelInput) => Promise<ModelReport>;
}

export async function checkRecipe(draft: Draft, sources: CheckSources): Promise<RecipeCheck> {
  const { recipe, faults, standIns } = fillRecipe(draft, sources.folder);
  const refused = sources.refused ?? [];
  const isKnown = !standIns.has('task') && !standIns.has('model');
  const data = isKnown ? sources.data(recipe) : undefined;
  const issues = [
    // What may not be read is not missing besides.
    ...missingParts(draft).filter(({ path: part }) => !refused.some(({ path }) => path.startsWith(part))),
    ...[...refused, ...faults].map((fault) => ({ step: stepOf(fault.path), ...fault })),
    ...(isKnown ? weightIssues(recipe) : []),
  ];
  const network =
    isKnown && issues.every(({ step }) => step !== 'model') ? await described(recipe, data, sources) : {};
  const found = [
    ...issues,
    ...(network.issue === undefined ? [] : [network.issue]),
    ...(network.model === undefined ? [] : statisticsIssues(recipe, network.model, data?.splits.train)),
  ];
  const phases = network.model ? phaseReports(recipe, network.model, data?.splits.train) : null;
  const faulty = new Set(faults.map(({ path }) => path));
  return {
    complete: found.length === 0 ? recipe : null,
    filled: standIns.has('task') ? null : withoutStandIns(recipe, standIns),
    issues: inOrder(found),
    warnings: isKnown ? recipeWarnings({ recipe, data, ...network }) : [],
    changed: isKnown ? changedFields(draft, recipe, faulty) : [],
    command: commandOf(draft),
    phases,
    stages: network.model?.stages.map(({ name }) => name) ?? [],
    schedule: phases && schedulePoints(recipe, phases),
  };
}

function withoutStandIns({ model, data, ...rest }: Recipe, standIns: FilledRecipe['standIns']): Draft {
  const { weights, ...otherModel } = model;
  const { path, ...otherData } = data;
  return {
    ...rest,
    model: standIns.has('model') ? otherModel : model,
    data: standIns.has('data') ? otherData : data,
  };
}

function missingParts(draft: Draft): RecipeIssue[] {
  const model = part(draft, 'model');
  const absent: (RecipeIssue | false)[] = [
    draft.task === undefined && {
      step: 'task',
      path: 'task',
      code: 'missing-task',
      params: {},
      message: 'Choose what should be predicted.',
    },
    model.weights === undefined &&
      model.architecture === undefined && {
        step: 'model',
        path: 'model',
        code: 'missing-model',
        params: {},
        message: 'Choose a model.',
      },
    part(draft, 'data').path === undefined && {
      step: 'data',
      path: 'data.path',
      code: 'missing-data',
      params: {},
      message: 'Choose the data.',
    },
  ];
  return absent.filter((issue) => issue !== false);
}

function stepOf(path: string): RecipeStep {
  const first = path.split('.')[0];
  return (
    recipeSteps.find((step) => step === first) ??
    (/^(engine|seed)$/.test(first ?? '') ? 'hyperparameters' : 'task')
  );
}

function weightIssues({ model }: Recipe): RecipeIssue[] {
  if (model.weights === undefined) return [];
  try {
    weightsPath(model.weights);
    return [];
  } catch (error) {
    if (!(error instanceof FinesseError)) throw error;
    return [{ step: 'model', path: 'model.weights', ...plainMessage(error) }];
  }
}

/** Batch norm that could not learn from the batches there will be. */
function statisticsIssues(
  recipe: Recipe,
  model: ModelReport,
  trainExamples: number | undefined,
): RecipeIssue[] {
  try {
    checkBatchStatistics(recipe, stageKinds(model), trainExamples);
    return [];
  } catch (error) {
    if (!(error instanceof FinesseError)) throw error;
    return [{ step: 'hyperparameters', path: 'hyperparameters.batchSize', ...plainMessage(error) }];
  }
}

interface Network {
  readonly model?: ModelReport;
  readonly pretrainedSide?: number | undefined;
  readonly issue?: RecipeIssue;
}

/** The network of the recipe; where it cannot be had, that is an issue of the model. */
async function described(
  { task, model, preprocessing }: Recipe,
  data: ReadingIndex | undefined,
  { describe }: CheckSources,
): Promise<Network> {
  const classNames = data?.classes.map(({ name }) => name);
  const input = { task, model, classes: Math.max(2, classNames?.length ?? 2), classNames };
  const { imageSize } = preprocessing;
  try {
    const report = await describe({ ...input, imageSize });
    const native = model.weights !== undefined && imageSize !== undefined ? await describe(input) : undefined;
    const pretrainedSide = native?.input.kind === 'image' ? native.input.height : undefined;
    if (report.fit?.usable === false) return { issue: modelIssue(report.fit.verdict) };
    return { model: report, pretrainedSide };
  } catch (error) {
    if (!(error instanceof FinesseError) || /^jobs\.(superseded|workbench)/.test(error.code)) throw error;
    return { issue: modelIssue(error) };
  }
}

function modelIssue(said: Message): RecipeIssue {
  return { step: 'model', path: 'model', ...plainMessage(said) };
}

function inOrder(issues: readonly RecipeIssue[]): RecipeIssue[] {
  return issues.toSorted((a, b) => recipeSteps.indexOf(a.step) - recipeSteps.indexOf(b.step));
}

/** The recipe is a file; its name comes from the training's. */
function commandOf({ name }: Draft): string {
  const words = typeof name === 'string' ? name.toLowerCase().replace(/[^a-z0-9]+/g, '-') : '';
  return `finesse train ${words.replace(/^-+|-+$/g, '') || 'recipe'}.json`;
}
