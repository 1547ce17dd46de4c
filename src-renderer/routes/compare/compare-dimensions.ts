// What parallel coordinates and the scatter can show of runs: settings that differ, and figures.

import { settingRows } from './compare-settings.ts';
import type { ComparedRun } from './compared.ts';

export interface Dimension {
  readonly key: string;
  readonly kind: 'setting' | 'metric';
  /** The recipe's path, or the metric's name. */
  readonly name: string;
  /** One for each run; null where it has none. */
  readonly values: readonly (string | number | null)[];
  /** Positive numbers over more than a factor of 20 are easier read by their order of magnitude. */
  readonly log: boolean;
}

export function dimensionsOf(runs: readonly ComparedRun[]): readonly Dimension[] {
  const settings = settingRows(runs)
    .filter(({ differs, path }) => differs && !path.startsWith('data.path'))
    .map(({ path, values }) =>
      dimension(
        'setting',
        path,
        values.map((value) => (typeof value === 'boolean' ? String(value) : (value ?? null))),
      ),
    );
  const names = [...new Set(runs.flatMap(({ test }) => test.map(({ metric }) => metric)))];
  const metrics = names.map((name) =>
    dimension(
      'metric',
      name,
      runs.map(({ test }) => test.find(({ metric }) => metric === name)?.value ?? null),
    ),
  );
  const seconds = dimension(
    'metric',
    'seconds',
    runs.map(({ row }) => row.seconds),
  );
  return [...settings, seconds, ...metrics];
}

function dimension(kind: Dimension['kind'], name: string, values: Dimension['values']): Dimension {
  const numbers = values.filter((value) => typeof value === 'number');
  const isNumeric = numbers.length === values.filter((value) => value !== null).length;
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return { key: `${kind} ${name}`, kind, name, values, log: isNumeric && low > 0 && high / low > 20 };
}

/** Whether all known values are numbers. */
export function isNumeric({ values }: Dimension): boolean {
  return values.every((value) => value === null || typeof value === 'number');
}
