// Settings of several runs under each other, and which of them differ.
import type { ComparedRun, Setting } from './compared.ts';

export interface SettingRow {
  readonly path: string;
  /** In the order of the runs; undefined where a run has no such setting. */
  readonly values: readonly (Setting | undefined)[];
  readonly differs: boolean;
}

/** What a run is called is no setting of its training. */
const left = new Set(['name', 'experiment']);

export function settingRows(runs: readonly Pick<ComparedRun, 'settings'>[]): readonly SettingRow[] {
  const paths = [...new Set(runs.flatMap(({ settings }) => Object.keys(settings)))];
  return paths
    .filter((path) => !left.has(path))
    .map((path) => {
      const values = runs.map(({ settings }) => settings[path]);
      return { path, values, differs: values.some((value) => value !== values[0]) };
    });
}

export interface EnvironmentRow {
  /** `finesse`, `node`, `platform`, `cpu` ..., or the name of a package. */
  readonly name: string;
  readonly values: readonly string[];
  readonly differs: boolean;
}

export function environmentRows(
  runs: readonly {
    readonly environment: ComparedRun['environment'];
    readonly row: { readonly backend: string };
  }[],
): readonly EnvironmentRow[] {
  const flat = runs.map(({ environment, row }): Readonly<Record<string, string>> => {
    const { packages, ...rest } = environment;
    const facts = Object.entries({ ...rest, backend: row.backend, ...packages });
    return Object.fromEntries(facts.map(([name, value]) => [name, String(value)]));
  });
  const names = [...new Set(flat.flatMap((facts) => Object.keys(facts)))];
  return names.map((name) => {
    const values = flat.map((facts) => facts[name] ?? '');
    return { name, values, differs: values.some((value) => value !== values[0]) };
  });
}
