// The columns of the table, one row each: what they show of a run, how it is written, and what sorts first.
import type { Format } from '../../../lib/i18n/format.ts';
import { datasetName, type RunRow } from './run-row.ts';

export interface RunColumn {
  readonly key: string;
  /** Sorts and exports by this. */
  readonly value: (run: RunRow) => string | number | null;
  /** How the value is written; texts as they are. Some columns are drawn by the table itself. */
  readonly as?: 'percent' | 'significant' | 'integer' | 'duration' | 'ago';
  readonly width: number;
  /** A first press sorts downwards: newest, best, longest first. */
  readonly descendingFirst?: boolean;
  readonly lowerIsBetter?: boolean;
  /** Shown beside its difference to the baseline. */
  readonly metric?: true;
  readonly sortable?: boolean;
  /** Shown until the person chooses columns. */
  readonly usual?: boolean;
  /** A field of the recipe, whose words stand in `fields`. */
  readonly field?: string;
}

const setting = (field: string, path: string, width = 110, as?: RunColumn['as']): RunColumn => ({
  key: field,
  field,
  value: (run) => {
    const value = run.settings[path];
    return typeof value === 'boolean' ? Number(value) : (value ?? null);
  },
  width,
  ...(as === undefined ? {} : { as }),
});

const h = 'hyperparameters';

export const runColumns: readonly RunColumn[] = [
  { key: 'state', value: (run) => run.state, width: 124, usual: true },
  {
    key: 'created',
    value: (run) => run.createdAtMs,
    as: 'ago',
    width: 148,
    descendingFirst: true,
    usual: true,
  },
  { key: 'curve', value: () => null, width: 96, sortable: false, usual: true },
  {
    key: 'testAccuracy',
    metric: true,
    value: (run) => run.test.accuracy ?? null,
    as: 'percent',
    width: 136,
    descendingFirst: true,
    usual: true,
  },
  {
    key: 'testF1',
    metric: true,
    value: (run) => run.test.f1Macro ?? null,
    as: 'percent',
    width: 136,
    descendingFirst: true,
  },
  {
    key: 'testAuc',
    metric: true,
    value: (run) => run.test.rocAuc ?? null,
    as: 'significant',
    width: 150,
    descendingFirst: true,
  },
  {
    key: 'valAccuracy',
    metric: true,
    value: (run) => run.highestValAccuracy,
    as: 'percent',
    width: 168,
    descendingFirst: true,
    usual: true,
  },
  {
    key: 'valLoss',
    metric: true,
    value: (run) => run.lowestValLoss,
    as: 'significant',
    width: 150,
    lowerIsBetter: true,
    usual: true,
  },
  { key: 'model', value: (run) => run.model, width: 170, usual: true },
  { key: 'dataset', value: datasetName, width: 150, usual: true },
  { key: 'experiment', value: (run) => run.experiment ?? '', width: 150, usual: true },
  { key: 'tags', value: (run) => run.tags.join(', '), width: 180, usual: true },
  setting('learningRate', `${h}.learningRate`, 128, 'significant'),
  setting('backboneLearningRate', `${h}.backboneLearningRate`, 170, 'significant'),
  setting('batchSize', `${h}.batchSize`, 110, 'integer'),
  setting('optimizer', `${h}.optimizer`),
  setting('schedule', `${h}.schedule`),
  setting('weightDecay', `${h}.weightDecay`, 124, 'significant'),
  { key: 'epochs', value: (run) => run.epochs, as: 'integer', width: 88, descendingFirst: true },
  { key: 'bestEpoch', value: (run) => run.bestEpoch, as: 'integer', width: 110 },
  {
    key: 'seconds',
    value: (run) => run.seconds,
    as: 'duration',
    width: 110,
    descendingFirst: true,
    usual: true,
  },
  {
    key: 'loss',
    metric: true,
    value: (run) => run.lastLoss,
    as: 'significant',
    width: 150,
    lowerIsBetter: true,
  },
  { key: 'task', value: (run) => run.task, width: 170 },
  { key: 'backend', value: (run) => run.backend, width: 110 },
  { key: 'seed', value: (run) => run.seed, as: 'integer', width: 84 },
  { key: 'notes', value: (run) => run.notes, width: 240 },
  { key: 'id', value: (run) => run.id, width: 118 },
];

/** The name is pinned and always there. */
export const nameColumn: RunColumn = { key: 'name', value: (run) => run.name, width: 280 };

const byKey = new Map([nameColumn, ...runColumns].map((column) => [column.key, column]));

export function columnOf(key: string): RunColumn | undefined {
  return byKey.get(key);
}

/** The columns to show for what the settings keep; unknown ones (of another version) are left out. */
export function shownColumns(chosen: readonly string[]): readonly RunColumn[] {
  const known = chosen.flatMap((key) => (key === nameColumn.key ? [] : (byKey.get(key) ?? [])));
  return known.length > 0 ? known : runColumns.filter(({ usual }) => usual);
}

/** A value as people read it; a dash where there is none. */
export function cellText(column: RunColumn, run: RunRow, format: Format, nowMs = Date.now()): string {
  const value = column.value(run);
  if (value === null || value === '') return '–';
  if (typeof value === 'string') return value;
  switch (column.as) {
    case 'percent':
      return format.percent(value);
    case 'significant':
      return format.significant(value);
    case 'duration':
      return value === 0 ? '–' : format.duration(value);
    case 'ago':
      return format.ago(value, nowMs);
    default:
      return format.integer(value);
  }
}

export function isNumeric({ as }: RunColumn): boolean {
  return as !== undefined && as !== 'ago';
}
