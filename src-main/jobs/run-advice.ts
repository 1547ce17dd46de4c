// The facts of a run that advice is given on, from its rows, its recipe and its report.
import { type Advice, type AdviceFacts, adviseOn } from '../evaluation/advice.ts';
import type { EvaluationReport } from '../evaluation/evaluation-report.ts';
import { datasetClasses } from '../store/dataset-versions-repository.ts';
import { runEpochs } from '../store/metrics-repository.ts';
import type { Store } from '../store/open-store.ts';
import type { Run } from '../store/runs-repository.ts';
import type { Recipe } from '../training/recipe.ts';

/** What to try next with a run. `report` is that of its own test split, where it has one. */
export function adviceOnRun(store: Store, run: Run, report: EvaluationReport | undefined): Advice[] {
  const recipe = JSON.parse(run.recipe) as Recipe; // filled in and validated before the run was added
  const classes = run.datasetKey === null ? [] : datasetClasses(store.db, run.datasetKey);
  return adviseOn({
    report,
    diverged: run.errorCode === 'training.diverged',
    history: runEpochs(store.db, run.key),
    plannedEpochs: plannedEpochs(recipe),
    trainExamples: classes.map(({ name, numTrain }) => ({ name, count: numTrain })),
    validationExamples: classes.reduce((sum, { numValidation }) => sum + numValidation, 0),
    task: recipe.task,
    settings: settingsOf(recipe),
  });
}

function plannedEpochs({ adaptation, hyperparameters }: Recipe): number {
  return adaptation.phases?.reduce((sum, { epochs }) => sum + epochs, 0) ?? hyperparameters.epochs;
}

function settingsOf({ adaptation, hyperparameters, preprocessing }: Recipe): AdviceFacts['settings'] {
  const { preset, phases, headDropout } = adaptation;
  const { augmentation } = preprocessing;
  return {
    preset: phases === undefined ? preset : undefined,
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
