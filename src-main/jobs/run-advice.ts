// The facts of a run that advice is given on, from its rows, its recipe and its report.
import { type Advice, type AdviceFacts, adviseOn } from '../evaluation/advice.ts';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import { datasetClasses } from '../store/dataset-versions-repository.ts';
import { runEpochs } from '../store/metrics-repository.ts';
import type { Store } from '../store/open-store.ts';
import type { Run } from '../store/runs-repository.ts';
import { headRates } from '../training/phases.ts';
import type { Recipe } from '../training/recipe.ts';

/** What is known of a run's own test split, where it has one. */
export interface TestFacts {
  readonly report?: EvaluationReport | undefined;
  /** With the fitted temperature applied, where one was fitted. */
  readonly calibrated?: EvaluationReport['calibration'] | undefined;
}

/** What to try next with a run. */
export function adviceOnRun(store: Store, run: Run, { report, calibrated }: TestFacts): Advice[] {
  const recipe = JSON.parse(run.recipe) as Recipe; // filled in and validated before the run was added
  const classes = run.datasetKey === null ? [] : datasetClasses(store.db, run.datasetKey);
  return adviseOn({
    report,
    calibrated,
    diverged: run.errorCode === 'training.diverged',
    history: runEpochs(store.db, run.key),
    bestEpoch: run.bestEpoch,
    trainExamples: classes.map(({ name, numTrain }) => ({ name, count: numTrain })),
    validationExamples: classes.reduce((sum, { numValidation }) => sum + numValidation, 0),
    testExamples: classes.reduce((sum, { numTest }) => sum + numTest, 0),
    ...recipeFacts(recipe),
  });
}

/** What advice knows of a recipe. */
export function recipeFacts(recipe: Recipe): Pick<AdviceFacts, 'plannedEpochs' | 'task' | 'settings'> {
  return { plannedEpochs: plannedEpochs(recipe), task: recipe.task, settings: settingsOf(recipe) };
}

function plannedEpochs({ adaptation, hyperparameters }: Recipe): number {
  const { phases, preset, probe } = adaptation;
  if (phases !== undefined) return phases.reduce((sum, { epochs }) => sum + epochs, 0);
  return preset === 'head' && probe ? 1 : hyperparameters.epochs;
}

function settingsOf(recipe: Recipe): AdviceFacts['settings'] {
  const { adaptation, data, hyperparameters, preprocessing } = recipe;
  const { preset, phases, headDropout } = adaptation;
  const { augmentation } = preprocessing;
  return {
    preset: phases === undefined ? preset : undefined,
    highestRate: Math.max(0, ...headRates(recipe).map(({ rate }) => rate)),
    phases,
    validationFraction: data.validationFraction,
    testFraction: data.testFraction,
    learningRate: hyperparameters.learningRate,
    backboneLearningRate: hyperparameters.backboneLearningRate,
    headDropout,
    weightDecay: hyperparameters.weightDecay,
    labelSmoothing: hyperparameters.labelSmoothing,
    balancedClasses: hyperparameters.classWeights !== 'none',
    // Cached features of a head-only run are those of the pictures as they are.
    augments: augmentation === undefined ? preset !== 'head' : augmentation !== false,
    clipsGradients: hyperparameters.gradientClipNorm !== false,
  };
}
