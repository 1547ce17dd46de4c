// An evaluation report for the terminal: lines of plain text, nothing told by colour.
import type { Added } from './added.ts';
import { classRates, type Rate } from './class-rates.ts';
import type { EvaluationReport } from './evaluation-report.ts';
import type { Guessing } from './guessing.ts';
import { changedLines, measuredLines } from './measured-data.ts';
import { onlyClass, type SummaryMetric, summaryMetrics, undefinedMetrics } from './summary-metrics.ts';
import { displayWidth, sectionLines, shorten, tableLines } from './text-table.ts';

const nameWidth = 32;
/** A matrix of more classes is not readable in a terminal; the commonest confusions are listed instead. */
const largestMatrix = 20;
const widestMatrix = 100;
const confusionLimit = 10;
const mistakeLimit = 10;

/** The whole report, sections separated by an empty line. `guessing` is what its accuracy is read against. */
export function reportLines(report: EvaluationReport, guessing: Guessing | null): string[] {
  return sectionLines([
    report.data === undefined ? [] : measuredLines(report.data),
    report.changedFiles === undefined ? [] : changedLines(report.changedFiles),
    headline(report),
    metricsSection(report),
    guessing === null ? [] : [guessingText(guessing)],
    report.probe === undefined ? [] : [addedText(report.probe)],
    classSection(report),
    rateSection(report),
    report.classes.length <= largestMatrix ? matrixSection(report) : confusionsSection(report),
    calibrationSection(report),
    mistakesSection(report),
  ]);
}

function headline(report: EvaluationReport): string[] {
  const { examples, classes, absentClasses } = report;
  const lines = [`${plural(examples, 'example')} of ${classes.length} classes`];
  if (absentClasses.length > 0) {
    const names = absentClasses.slice(0, 10).map((name) => shorten(name, nameWidth));
    const more = absentClasses.length > 10 ? ` and ${absentClasses.length - 10} more` : '';
    lines.push(
      `No example of ${names.join(', ')}${more}: left out of balanced accuracy, ROC and PR averages.`,
    );
  }
  const only = onlyClass(report);
  if (only !== undefined)
    lines.push(
      `All of them are ${shorten(only, nameWidth)}: accuracy is how many of these are found. Not defined with one class: ` +
        `${undefinedMetrics(report).join(', ')}.`,
    );
  return lines;
}

function metricsSection(report: EvaluationReport): string[] {
  const { level, resamples } = report.bootstrap;
  const interval = ({ low, high }: SummaryMetric) =>
    low === undefined || high === undefined ? '' : `${fixed(low)} to ${fixed(high)}`;
  const rows = summaryMetrics(report).map((row) => [row.metric, fixed(row.value), interval(row)]);
  const title = `${level * 100} % interval`;
  return [
    ...tableLines(['metric', 'value', title], rows),
    `Intervals: ${resamples} resamples within each class.`,
  ];
}

/** What training after the probe has added; one sentence. */
export function addedText({ accuracy, difference, interval, better, worse, pValue }: Added): string {
  const sign = difference < 0 ? '' : '+';
  return (
    `The fitted head alone (probe) has accuracy ${fixed(accuracy)}; fine-tuning added ${sign}${fixed(difference)} ` +
    `(95 % interval ${fixed(interval.low)} to ${fixed(interval.high)}): ${better} better, ${worse} worse, p = ${fixed(pValue)}.`
  );
}

/** What the accuracy is worth; one sentence. */
export function guessingText(guessing: Guessing): string {
  return `Always answering "${guessing.class}", the commonest class in training, is right for ${fixed(guessing.accuracy)} of the same examples.`;
}

function classSection({ perClass }: EvaluationReport): string[] {
  const rows = perClass.map((row) => [
    shorten(row.name, nameWidth),
    ...[row.precision, row.recall, row.f1, row.rocAuc, row.averagePrecision].map(fixed),
    String(row.support),
  ]);
  return tableLines(['class', 'precision', 'recall', 'f1', 'rocAuc', 'prAuc', 'support'], rows);
}

/** Of each class against the rest, what is found and what is left alone: for one class that is looked for. */
function rateSection({ classes, confusion, bootstrap }: EvaluationReport): string[] {
  const interval = `${bootstrap.level * 100} % interval`;
  const cells = ({ hits, of, low, high }: Rate) =>
    of === 0 ? ['-', ''] : [fixed(hits / of), `${fixed(low)} to ${fixed(high)}`];
  const rows = classRates(confusion).map(({ recall, specificity }, c) => [
    shorten(classes[c]!, nameWidth),
    ...cells(recall),
    ...cells(specificity),
  ]);
  return tableLines(['class', 'recall (sensitivity)', interval, 'specificity', interval], rows);
}

function matrixSection({ classes, confusion }: EvaluationReport): string[] {
  const names = classes.map((name) => shorten(name, nameWidth));
  const total = names.reduce((width, name) => width + Math.max(5, displayWidth(name)) + 2, nameWidth);
  const byNumber = total > widestMatrix;
  const header = byNumber ? names.map((_, c) => String(c + 1)) : names;
  const rows = confusion.map((row, r) => [byNumber ? `${r + 1} ${names[r]}` : names[r]!, ...row.map(String)]);
  return ['Confusion matrix (rows: true class, columns: predicted)', ...tableLines(['', ...header], rows)];
}

function confusionsSection({ classes, confusion }: EvaluationReport): string[] {
  const pairs = confusion.flatMap((row, label) =>
    row.map((count, predicted) => ({ label, predicted, count })),
  );
  const rows = pairs
    .filter(({ label, predicted, count }) => label !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, confusionLimit)
    .map(({ label, predicted, count }) => [
      shorten(classes[label]!, nameWidth),
      shorten(classes[predicted]!, nameWidth),
      String(count),
    ]);
  if (rows.length === 0) return ['No confusions.'];
  return ['Commonest confusions', ...tableLines(['true class', 'predicted', 'examples'], rows)];
}

function calibrationSection({ calibration }: EvaluationReport): string[] {
  const rows = calibration.bins
    .filter(({ count }) => count > 0)
    .map(({ low, high, confidence, accuracy, count }) => [
      `${low.toFixed(2)} to ${high.toFixed(2)}`,
      fixed(confidence),
      fixed(accuracy),
      String(count),
    ]);
  return ['Calibration', ...tableLines(['confidence', 'mean', 'accuracy', 'examples'], rows)];
}

function mistakesSection({ mistakes, classes }: EvaluationReport): string[] {
  if (mistakes.length === 0) return ['No mistakes.'];
  const rows = mistakes
    .slice(0, mistakeLimit)
    .map(({ index, label, predicted, probability, source }) => [
      source ? `${source.path}${source.row === undefined ? '' : `:${source.row}`}` : `example ${index}`,
      shorten(classes[label]!, nameWidth),
      shorten(classes[predicted]!, nameWidth),
      fixed(probability),
    ]);
  return [
    'Most confident mistakes',
    ...tableLines(['example', 'true class', 'predicted', 'probability'], rows),
  ];
}

function fixed(value: number | null): string {
  return value === null ? '-' : value.toFixed(4);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
