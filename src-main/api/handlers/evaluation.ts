// How good a finished run is. Everything here is read from its folder; what computes runs in the workbench.
import {
  brierScore,
  calibrationBins,
  expectedCalibrationError,
  logLoss,
} from '../../evaluation/calibration.ts';
import { classRates } from '../../evaluation/class-rates.ts';
import { atTemperature, coverageCurve, decisionOutcome } from '../../evaluation/decision.ts';
import { lossRanks, selectExamples } from '../../evaluation/example-order.ts';
import type { Predictions } from '../../evaluation/predictions.ts';
import { scalePredictions } from '../../evaluation/temperature.ts';
import { thresholdRow, thresholdTable } from '../../evaluation/thresholds.ts';
import { type ChosenSplit, chosenSplit, hasValidation } from '../../jobs/chosen-split.ts';
import {
  evaluatedRun,
  type FinishedRun,
  finishedRun,
  hasPredictions,
  storedReport,
} from '../../jobs/finished-run.ts';
import { guessingOnTest } from '../../jobs/guessing-on-test.ts';
import { keepDecision, keptDecision } from '../../jobs/kept-decision.ts';
import { recordReport } from '../../jobs/record-report.ts';
import { adviceOnRun } from '../../jobs/run-advice.ts';
import { datasetClasses } from '../../store/dataset-versions-repository.ts';
import { listEvaluations } from '../../store/evaluations-repository.ts';
import { trainingError } from '../../training/errors.ts';
import type { EvaluatedRun } from '../../training/evaluated-run.ts';
import { readCalibration } from '../../training/run-calibration.ts';
import { mediaPrefix } from '../media.ts';
import { api } from '../procedures.ts';
import type { Services } from '../services.ts';
import { taskProgress } from '../task-progress.ts';

const ownTest = { split: 'test', dataPath: '' } as const;
const shownClasses = 5;

export const evaluationHandlers = {
  list: api.evaluation.list.handler(({ input, context: { store } }) =>
    listEvaluations(store.db, finishedRun(store, input.run).run.key).map(
      ({ split, dataPath, createdAtMs, metrics }) => ({ split, dataPath, createdAtMs, metrics }),
    ),
  ),

  report: api.evaluation.report.handler(async ({ input, context: { store } }) => {
    const which = { split: input.split, dataPath: input.dataPath ?? '' };
    const report = await storedReport(store, finishedRun(store, input.run), which);
    return { ...report, rates: classRates(report.confusion) };
  }),

  guessing: api.evaluation.guessing.handler(({ input, context: { store } }) => {
    const { datasetKey } = finishedRun(store, input.run).run;
    return datasetKey === null ? null : guessingOnTest(datasetClasses(store.db, datasetKey));
  }),

  examples: api.evaluation.examples.handler(async ({ input, context: { store, workbench } }) => {
    const finished = finishedRun(store, input.run);
    const { label, predicted, correct, split, sort, offset, limit } = input;
    const evaluated = calibrated(await evaluatedRun(workbench, finished, split), finished);
    const filter = {
      label: label === undefined ? undefined : classIndex(evaluated, label),
      predicted: predicted === undefined ? undefined : classIndex(evaluated, predicted),
      correct,
    };
    const rows = selectExamples(evaluated.predictions, filter, sort);
    const page = rows.subarray(offset, offset + limit);
    return {
      total: rows.length,
      all: evaluated.predictions.examples,
      examples: Array.from(page, (row) => shownExample(evaluated, row, finished.run.id)),
    };
  }),

  splits: api.evaluation.splits.handler(({ input, context: { store } }) => {
    const finished = finishedRun(store, input.run);
    const { datasetKey } = finished.run;
    const classes = datasetKey === null ? [] : datasetClasses(store.db, datasetKey);
    const counts = { test: 'numTest', validation: 'numValidation', train: 'numTrain' } as const;
    return (['test', 'validation', 'train'] as const)
      .map((split) => ({
        split,
        examples: classes.reduce((sum, row) => sum + row[counts[split]], 0),
        ready: hasPredictions(finished, split),
      }))
      .filter(({ examples }) => examples > 0);
  }),

  lookThrough: api.evaluation.lookThrough.handler(async function* ({ input, context, signal }) {
    const { folder } = finishedRun(context.store, input.run);
    const task = { runFolder: folder, split: input.split };
    return yield* taskProgress(
      (onProgress, both) => context.workbench.run('look-through', task, { signal: both, onProgress }),
      signal,
    );
  }),

  thresholds: api.evaluation.thresholds.handler(async ({ input, context: { store, workbench } }) => {
    const finished = finishedRun(store, input.run);
    const chosen = await chosenSplit(store, workbench, finished);
    const index = classIndex(chosen, input.class);
    const wanted = { recall: input.wantedRecall, precision: input.wantedPrecision };
    const table = thresholdTable(chosen.predictions, index, wanted);
    const kept = keptDecision(store, finished);
    const named = [
      table.bestF1?.threshold,
      table.forRecall?.threshold,
      table.forPrecision?.threshold,
      kept?.kind === 'threshold' && kept.class === input.class ? kept.threshold : undefined,
    ].flatMap((threshold) => (threshold === undefined ? [] : [threshold]));
    const thresholds = [...new Set([...table.rows.map(({ threshold }) => threshold), ...named])];
    const rowsOf = (predictions: Predictions) =>
      thresholds.toSorted((x, y) => x - y).map((threshold) => thresholdRow(predictions, index, threshold));
    return {
      ...table,
      ...chosenFacts(chosen),
      class: input.class,
      rows: rowsOf(chosen.predictions),
      testRows: chosen.test && rowsOf(chosen.test),
    };
  }),

  coverage: api.evaluation.coverage.handler(async ({ input, context: { store, workbench } }) => {
    const chosen = await chosenSplit(store, workbench, finishedRun(store, input.run));
    return {
      ...chosenFacts(chosen),
      examples: chosen.predictions.examples,
      rows: coverageCurve(chosen.predictions),
      testRows: chosen.test && coverageCurve(chosen.test),
    };
  }),

  decision: api.evaluation.decision.handler(({ input, context }) =>
    decisionOf(context, finishedRun(context.store, input.run)),
  ),

  keepDecision: api.evaluation.keepDecision.handler(({ input, context }) => {
    const finished = finishedRun(context.store, input.run);
    keepDecision(context.store, finished, input.rule);
    context.hub.changed(finished.run.id);
    return decisionOf(context, finished);
  }),

  calibration: api.evaluation.calibration.handler(({ input, context }) =>
    calibrationOf(context, finishedRun(context.store, input.run)),
  ),

  calibrate: api.evaluation.calibrate.handler(async function* ({ input, context, signal }) {
    const finished = finishedRun(context.store, input.run);
    yield* taskProgress(
      (onProgress, both) =>
        context.workbench.run('calibrate', { runFolder: finished.folder }, { signal: both, onProgress }),
      signal,
    );
    context.hub.changed(finished.run.id);
    return calibrationOf(context, finished);
  }),

  advice: api.evaluation.advice.handler(async ({ input, context }) => {
    const { store } = context;
    const finished = finishedRun(store, input.run);
    const hasReport = listEvaluations(store.db, finished.run.key).some(
      ({ split, dataPath }) => split === ownTest.split && dataPath === ownTest.dataPath,
    );
    const report = hasReport ? await storedReport(store, finished, ownTest) : undefined;
    const { fitted } = report === undefined ? { fitted: null } : await calibrationOf(context, finished);
    return adviceOnRun(store, finished.run, { report, calibrated: fitted?.after });
  }),

  slices: api.evaluation.slices.handler(({ input, context: { store, workbench }, signal }) =>
    workbench.run('slices', { runFolder: finishedRun(store, input.run).folder }, { signal }),
  ),

  changedFiles: api.evaluation.changedFiles.handler(({ input, context: { store, workbench }, signal }) =>
    workbench.run('changed-files', { runFolder: finishedRun(store, input.run).folder }, { signal }),
  ),

  evaluateOn: api.evaluation.evaluateOn.handler(async function* ({ input, context, signal }) {
    const { store, workbench, files, hub } = context;
    const { run, folder } = finishedRun(store, input.run);
    const dataPath = files.readable(input.path);
    const report = yield* taskProgress(
      (onProgress, both) =>
        workbench.run('evaluate', { runFolder: folder, data: dataPath }, { signal: both, onProgress }),
      signal,
    );
    recordReport(store, run, { report, dataPath });
    hub.changed(run.id);
    return { dataPath, report };
  }),
};

/** What was said about each example, with the fitted temperature where there is one. */
function calibrated(evaluated: EvaluatedRun, { folder }: FinishedRun): EvaluatedRun {
  const temperature = readCalibration(folder)?.temperature ?? 1;
  return { ...evaluated, predictions: atTemperature(evaluated.predictions, temperature) };
}

function chosenFacts({ chosenOn, unasked, temperature }: ChosenSplit) {
  return { chosenOn, unasked, temperature };
}

async function decisionOf({ store, workbench }: Services, finished: FinishedRun) {
  const rule = keptDecision(store, finished);
  const temperature = readCalibration(finished.folder)?.temperature ?? 1;
  const measured = rule !== null && hasPredictions(finished, 'test');
  const evaluated = measured ? await evaluatedRun(workbench, finished) : undefined;
  return {
    rule,
    outdated: rule !== null && rule.temperature !== temperature,
    test: rule && evaluated ? decisionOutcome(evaluated.classes, evaluated.predictions, rule) : null,
  };
}

function classIndex({ classes }: Pick<EvaluatedRun, 'classes'>, name: string): number {
  const index = classes.indexOf(name);
  if (index === -1) throw trainingError('unknownClassOfRun', { name, classes });
  return index;
}

function shownExample({ classes, predictions, examples }: EvaluatedRun, row: number, run: string) {
  const { index, source, contentHash, text } = examples[row]!;
  const values = predictions.probabilities.subarray(row * classes.length, (row + 1) * classes.length);
  const [label, predicted] = [predictions.labels[row]!, predictions.predicted[row]!];
  const top = Array.from(values, (probability, at) => ({ name: classes[at]!, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, shownClasses);
  return {
    index,
    source,
    contentHash,
    text,
    media: text === undefined ? `${mediaPrefix}prediction/${run}/${index}` : undefined,
    label: classes[label]!,
    predicted: classes[predicted]!,
    correct: label === predicted,
    probability: values[predicted]!,
    labelProbability: values[label]!,
    loss: -Math.log(Math.max(values[label]!, Number.MIN_VALUE)),
    lossRank: lossRanks(predictions)[row]!,
    top,
  };
}

async function calibrationOf({ store, workbench }: Services, finished: FinishedRun) {
  const { predictions } = await evaluatedRun(workbench, finished);
  const fitted = readCalibration(finished.folder);
  return {
    before: reliability(predictions),
    fitted: fitted
      ? {
          temperature: fitted.temperature,
          examples: fitted.examples,
          validationLogLoss: fitted.validationLogLoss,
          after: reliability(scalePredictions(predictions, fitted.temperature)),
          fittedAtMs: fitted.fittedAtMs,
        }
      : null,
    unavailable: hasValidation(store, finished) ? null : ('no-validation-split' as const),
  };
}

function reliability(predictions: Predictions) {
  const bins = calibrationBins(predictions);
  return {
    bins,
    expectedCalibrationError: expectedCalibrationError(bins),
    logLoss: logLoss(predictions),
    brierScore: brierScore(predictions),
  };
}
