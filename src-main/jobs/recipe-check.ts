// Everything that can be said about a draft: what is missing, what is odd, and what the training will do. Never throws
// for a bad draft.
import type { ReadingIndex } from '../data/kept-readings.ts';
import { FinesseError, type Message, plainMessage } from '../errors.ts';
import { listCatalogue, weightsPath } from '../library/catalogue.ts';
import type { Recipe } from '../training/recipe.ts';
import type { DescribeModelInput } from '../training/workbench/describe-model.ts';
import type { ModelReport } from '../training/workbench/model-report.ts';
import { completeRecipe } from './load-recipe.ts';
import { changedFields } from './recipe-changes.ts';
import type { RecipeFault } from './recipe-faults.ts';
import { phaseReports, schedulePoints } from './recipe-plan.ts';
import { type RecipeCheck, type RecipeIssue, type RecipeStep, recipeSteps } from './recipe-report.ts';
import { recipeWarnings } from './recipe-warnings.ts';

type Draft = Readonly<Record<string, unknown>>;

export interface CheckSources {
  /** Where relative paths of the draft start. */
  readonly folder: string;
  /** The inspected data of a complete recipe; undefined where there is none. */
  readonly data: (recipe: Recipe) => ReadingIndex | undefined;
  readonly describe: (input: DescribeModelInput) => Promise<ModelReport>;
}

export async function checkRecipe(draft: Draft, sources: CheckSources): Promise<RecipeCheck> {
  const missing = missingParts(draft);
  const { recipe, issues } = completed(draft, missing, sources.folder);
  const data = recipe && sources.data(recipe);
  const all = [...missing, ...issues, ...(recipe ? weightIssues(recipe) : [])];
  const network =
    recipe && all.every(({ step }) => step !== 'model') ? await described(recipe, data, sources) : {};
  const found = network.issue === undefined ? all : [...all, network.issue];
  const phases = recipe && network.model ? phaseReports(recipe, network.model, data?.splits.train) : null;
  return {
    complete: recipe !== undefined && found.length === 0 ? recipe : null,
    issues: inOrder(found),
    warnings: recipe === undefined ? [] : recipeWarnings({ recipe, data, ...network }),
    changed: recipe === undefined ? [] : changedFields(draft, recipe),
    command: commandOf(draft),
    phases,
    stages: network.model?.stages.map(({ name }) => name) ?? [],
    schedule: recipe && phases ? schedulePoints(recipe, phases) : null,
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

/** The draft as a whole recipe. What is missing is stood in for, so that the rest can be looked at. */
function completed(
  draft: Draft,
  missing: readonly RecipeIssue[],
  folder: string,
): { readonly recipe?: Recipe; readonly issues: readonly RecipeIssue[] } {
  const lacks = new Set(missing.map(({ code }) => code));
  const whole = {
    ...draft,
    ...(lacks.has('missing-task') && { task: 'image-classification' }),
    ...(lacks.has('missing-model') && {
      model: { ...part(draft, 'model'), weights: listCatalogue()[0]!.id },
    }),
    ...(lacks.has('missing-data') && { data: { ...part(draft, 'data'), path: folder } }),
  };
  try {
    const recipe = completeRecipe(whole, { file: 'recipe', folder });
    return lacks.has('missing-task') || lacks.has('missing-model') ? { issues: [] } : { recipe, issues: [] };
  } catch (error) {
    if (!(error instanceof FinesseError) || error.code !== 'jobs.recipeInvalid') throw error;
    const faults = error.params.issues as readonly RecipeFault[]; // of this error's own table
    const issues = faults.map((fault) => ({ step: stepOf(fault.path), ...fault }));
    return { issues: issues.filter(({ step }) => !(step === 'task' && lacks.has('missing-task'))) };
  }
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
  const input = { task, model, classes: Math.max(2, data?.classes.length ?? 2) };
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

function part(draft: Draft, name: string): Draft {
  const value = draft[name];
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Draft) : {}; // checked on this line
}
