// The metrics of each sort of task: their names, which way is better, how they are written and where they are shown.
// Recipe, store, contract and screens read them here. Names as in Keras and scikit-learn, in camel case.

export interface MetricInfo {
  readonly better: 'higher' | 'lower';
  /** A share is written in per cent. */
  readonly unit: 'share' | 'number';
  /** Measured after each epoch, so that it has curves and early stopping can watch it. */
  readonly watchable: boolean;
  /** Of the test split, kept beside each run for the table of runs. */
  readonly inTable: boolean;
  /** A row where runs are compared. */
  readonly compared: boolean;
}

/** Of choosing one class, in the order in which they are shown. `top<k>Accuracy` comes beside them, with many classes. */
export const classificationMetrics = {
  loss: { better: 'lower', unit: 'number', watchable: true, inTable: false, compared: false },
  accuracy: { better: 'higher', unit: 'share', watchable: true, inTable: true, compared: true },
  balancedAccuracy: { better: 'higher', unit: 'share', watchable: false, inTable: false, compared: true },
  precisionMacro: { better: 'higher', unit: 'number', watchable: false, inTable: false, compared: false },
  recallMacro: { better: 'higher', unit: 'number', watchable: false, inTable: false, compared: false },
  f1Macro: { better: 'higher', unit: 'share', watchable: true, inTable: true, compared: true },
  precisionMicro: { better: 'higher', unit: 'number', watchable: false, inTable: false, compared: false },
  recallMicro: { better: 'higher', unit: 'number', watchable: false, inTable: false, compared: false },
  f1Micro: { better: 'higher', unit: 'number', watchable: false, inTable: false, compared: false },
  precisionWeighted: { better: 'higher', unit: 'number', watchable: false, inTable: false, compared: false },
  recallWeighted: { better: 'higher', unit: 'number', watchable: false, inTable: false, compared: false },
  f1Weighted: { better: 'higher', unit: 'number', watchable: false, inTable: false, compared: false },
  rocAuc: { better: 'higher', unit: 'number', watchable: true, inTable: true, compared: true },
  rocAucWeighted: { better: 'higher', unit: 'number', watchable: false, inTable: false, compared: false },
  prAuc: { better: 'higher', unit: 'number', watchable: false, inTable: false, compared: true },
  matthewsCorrelation: {
    better: 'higher',
    unit: 'number',
    watchable: false,
    inTable: false,
    compared: false,
  },
  cohenKappa: { better: 'higher', unit: 'number', watchable: false, inTable: false, compared: false },
  logLoss: { better: 'lower', unit: 'number', watchable: false, inTable: true, compared: true },
  brierScore: { better: 'lower', unit: 'number', watchable: false, inTable: false, compared: false },
  expectedCalibrationError: {
    better: 'lower',
    unit: 'share',
    watchable: false,
    inTable: true,
    compared: true,
  },
} as const satisfies Readonly<Record<string, MetricInfo>>;

type Table = typeof classificationMetrics;

export type MetricName = keyof Table;

/** Metrics whose `Place` is true. */
type Shown<Place extends keyof MetricInfo> = {
  [Name in MetricName]: Table[Name][Place] extends true ? Name : never;
}[MetricName];

function shown<Place extends 'watchable' | 'inTable' | 'compared'>(place: Place): readonly Shown<Place>[] {
  const names = Object.keys(classificationMetrics) as MetricName[]; // its own keys
  return names.filter((name) => classificationMetrics[name][place]) as Shown<Place>[]; // by the line itself
}

export type WatchableMetric = Shown<'watchable'>;

export const watchableMetrics = shown('watchable');
export const tableMetrics = shown('inTable');
export const comparedMetrics = shown('compared');

/** What is known of a metric by its name in a store; undefined for those of no table, such as `top5Accuracy`. */
export function metricInfo(name: string): MetricInfo | undefined {
  const table: Readonly<Record<string, MetricInfo>> = classificationMetrics;
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The name in epochs of what is measured on the validation split: `valAccuracy`. That of training has the plain name. */
export function validationName<Name extends WatchableMetric>(metric: Name): `val${Capitalize<Name>}` {
  const name = `val${metric.charAt(0).toUpperCase()}${metric.slice(1)}`;
  return name as `val${Capitalize<Name>}`; // by the line above
}
