// A report as a flat list of named numbers: what the store keeps and tables compare.
import type { MetricName } from '../facts/metrics.ts';
import type { BootstrapMetric } from './bootstrap.ts';
import type { EvaluationReport } from './evaluation-report.ts';

/** One number with its bootstrap interval where there is one. Names as in Keras and scikit-learn, in camel case. */
export interface SummaryMetric {
  readonly metric: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

type SummaryName = Exclude<MetricName, 'loss'> | `top${number}Accuracy`;

/** Of no meaning where all examples are of one class: there is nothing to tell it from. */
const needTwoClasses: ReadonlySet<SummaryName> = new Set<SummaryName>([
  'rocAuc',
  'rocAucWeighted',
  'prAuc',
  'matthewsCorrelation',
  'cohenKappa',
]);

/** The class that all examples are of, where that is so. */
export function onlyClass({ perClass }: Pick<EvaluationReport, 'perClass'>): string | undefined {
  const present = perClass.filter(({ support }) => support > 0);
  return present.length === 1 ? present[0]!.name : undefined;
}

/** The metrics of a report that are not defined on its split. */
export function undefinedMetrics(report: EvaluationReport): string[] {
  return allMetrics(report).flatMap(([metric, value]) => (value === null ? [metric] : []));
}

/** The metrics of a report that are defined on its split, headline first. */
export function summaryMetrics(report: EvaluationReport): SummaryMetric[] {
  return allMetrics(report)
    .filter((entry): entry is [SummaryName, number] => entry[1] !== null)
    .map(([metric, value]) => {
      // Metrics without an interval are simply not keys of the record.
      const interval = report.bootstrap.intervals[metric as BootstrapMetric];
      return interval ? { metric, value, ...interval } : { metric, value };
    });
}

/** Every metric by name; null where it is not defined. */
function allMetrics(report: EvaluationReport): [metric: SummaryName, value: number | null][] {
  const { labels, ranking, calibration } = report;
  const single = onlyClass(report) !== undefined;
  const values: [SummaryName, number | null][] = [
    ['accuracy', labels.accuracy],
    ['balancedAccuracy', labels.balancedAccuracy],
    ...report.topK.map(({ k, accuracy }): [SummaryName, number] => [`top${k}Accuracy`, accuracy]),
    ['precisionMacro', labels.macro.precision],
    ['recallMacro', labels.macro.recall],
    ['f1Macro', labels.macro.f1],
    ['precisionMicro', labels.micro.precision],
    ['recallMicro', labels.micro.recall],
    ['f1Micro', labels.micro.f1],
    ['precisionWeighted', labels.weighted.precision],
    ['recallWeighted', labels.weighted.recall],
    ['f1Weighted', labels.weighted.f1],
    ['rocAuc', ranking.rocAuc],
    ['rocAucWeighted', ranking.rocAucWeighted],
    ['prAuc', ranking.averagePrecision],
    ['matthewsCorrelation', labels.matthewsCorrelation],
    ['cohenKappa', labels.cohenKappa],
    ['logLoss', calibration.logLoss],
    ['brierScore', calibration.brierScore],
    ['expectedCalibrationError', calibration.expectedCalibrationError],
  ];
  return values.map(([metric, value]) => [metric, single && needTwoClasses.has(metric) ? null : value]);
}
