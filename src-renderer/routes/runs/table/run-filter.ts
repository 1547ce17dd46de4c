// Which runs a search and its filters let through. Within one filter any value will do; all filters have to agree.
import { folded } from './folded-text.ts';
import { datasetName, type RunRow } from './run-row.ts';

/** Filters that are lists of values, with the value of a row for each. */
export const facets = {
  state: (run: RunRow) => [run.state],
  task: (run: RunRow) => [run.task],
  experiment: (run: RunRow) => [run.experiment ?? ''],
  tag: (run: RunRow) => run.tags,
  model: (run: RunRow) => [run.model],
  dataset: (run: RunRow) => [datasetName(run)],
} as const satisfies Record<string, (run: RunRow) => readonly string[]>;

export type Facet = keyof typeof facets;
export const facetNames = Object.keys(facets) as Facet[]; // the keys of a literal object

export const ages = ['day', 'week', 'month', 'year'] as const;
export type Age = (typeof ages)[number];
const dayMs = 86_400_000;
const ageDays: Record<Age, number> = { day: 1, week: 7, month: 30, year: 365 };

export interface RunFilter {
  /** Words that all have to occur: in name, id, tags, notes, model, data, experiment. */
  readonly text: string;
  readonly facets: Readonly<Partial<Record<Facet, readonly string[]>>>;
  /** Made within. */
  readonly age?: Age | undefined;
  readonly favourite: boolean;
  /** Archived runs are left out unless they alone are asked for. */
  readonly archived: boolean;
}

export const noFilter: RunFilter = { text: '', facets: {}, favourite: false, archived: false };

const haystacks = new WeakMap<RunRow, string>();

function haystackOf(run: RunRow): string {
  const known = haystacks.get(run);
  if (known !== undefined) return known;
  const { name, id, tags, notes, model, experiment } = run;
  const made = folded([name, id, ...tags, notes, model, datasetName(run), experiment ?? ''].join('\n'));
  haystacks.set(run, made);
  return made;
}

/** The runs that pass, in their order. */
export function filterRuns(runs: readonly RunRow[], filter: RunFilter, nowMs: number): readonly RunRow[] {
  const tests = testsOf(filter, nowMs);
  return runs.filter((run) => tests.every((test) => test(run)));
}

function testsOf(filter: RunFilter, nowMs: number): readonly ((run: RunRow) => boolean)[] {
  const tests: ((run: RunRow) => boolean)[] = [(run) => run.archived === filter.archived];
  if (filter.favourite) tests.push((run) => run.favourite);
  if (filter.age !== undefined) {
    const since = nowMs - ageDays[filter.age] * dayMs;
    tests.push((run) => run.createdAtMs >= since);
  }
  for (const name of facetNames) {
    const wanted = filter.facets[name];
    if (wanted === undefined || wanted.length === 0) continue;
    const set = new Set<string>(wanted);
    const values = facets[name];
    tests.push((run) => values(run).some((value) => set.has(value)));
  }
  const words = folded(filter.text).split(/\s+/).filter(Boolean);
  if (words.length > 0)
    tests.push((run) => {
      const haystack = haystackOf(run);
      return words.every((word) => haystack.includes(word));
    });
  return tests;
}

/** The values a filter can take and how many runs have each, most frequent first. */
export function facetCounts(
  runs: readonly RunRow[],
  name: Facet,
): readonly { readonly value: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const run of runs)
    for (const value of facets[name](run)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

export function withFacet(filter: RunFilter, name: Facet, value: string, on: boolean): RunFilter {
  const others = (filter.facets[name] ?? []).filter((known) => known !== value);
  return { ...filter, facets: { ...filter.facets, [name]: on ? [...others, value] : others } };
}

/** How many conditions there are besides the text. */
export function numConditions({ facets: chosen, age, favourite, archived }: RunFilter): number {
  const values = facetNames.reduce((sum, name) => sum + (chosen[name]?.length ?? 0), 0);
  return values + Number(age !== undefined) + Number(favourite) + Number(archived);
}
