// Corrections that were collected while looking at runs, and the recipe of a run that is made with them. The files of the
// person are never changed: a correction becomes `data.relabel` or `data.exclude` of the next recipe.
import type { DatasetVersion } from '../data/dataset-version.ts';
import {
  type CorrectionRow,
  listCorrections,
  putCorrection,
  removeCorrection,
} from '../store/corrections-repository.ts';
import { datasetByKey, readDataset } from '../store/dataset-versions-repository.ts';
import type { Store } from '../store/open-store.ts';
import { nextRunName } from '../store/run-names.ts';
import type { Run } from '../store/runs-repository.ts';
import { trainingError } from '../training/errors.ts';
import type { Recipe } from '../training/recipe.ts';
import { jobFault } from './errors.ts';

export interface Correction extends Omit<CorrectionRow, 'dataPath'> {
  /** The run was trained with it already, or, for one that was taken back, without it. */
  readonly applied: boolean;
}

/** What a person says of an example; null: it is left out. */
export interface Verdict {
  readonly to: string | null;
  readonly note?: string | undefined;
}

type DataPart = Pick<Recipe['data'], 'relabel' | 'exclude'>;

/** All corrections of the data set that the run was trained on, oldest first. */
export function correctionsOf(store: Store, run: Run): Correction[] {
  const path = dataPathOf(store, run);
  if (path === undefined) return [];
  const { data } = recipeOf(run);
  return listCorrections(store.db, path).map(({ dataPath: _, ...row }) => ({
    ...row,
    applied: labelIn(data, row) === row.to,
  }));
}

/** Where the data of a run was; undefined before it has been read. */
export function dataPathOf(store: Store, { datasetKey }: Run): string | undefined {
  return datasetKey === null ? undefined : datasetByKey(store.db, datasetKey)?.path;
}

/**
 * Keeps what is said of the example at `index` of the run's version. One that says no more than the data and the run
 * already do is none. Throws `jobs.noSuchExample`, `training.unknownClassOfRun`.
 */
export function correctExample(store: Store, run: Run, index: number, { to, note }: Verdict): void {
  const version = versionOf(store, run);
  const example = version?.examples[index];
  if (version === undefined || example === undefined) throw jobFault('noSuchExample', { run: run.id, index });
  refuseUnknownClass(version, to);
  const { path: dataPath, classes } = version;
  const { source, contentHash, split, text } = example;
  const known = listCorrections(store.db, dataPath).find((row) => row.contentHash === contentHash);
  const row: CorrectionRow = {
    dataPath,
    contentHash,
    sourcePath: source.path,
    sourceRow: source.row ?? null,
    text: text?.slice(0, shownText) ?? null,
    runId: run.id,
    exampleIndex: index,
    split,
    from: known?.from ?? labelInData(version, index) ?? classes[example.label]!,
    to,
    note: note ?? known?.note ?? '',
    createdAtMs: known?.createdAtMs ?? Date.now(),
  };
  keep(store, run, row);
}

/** Changes what is said of a content that has been corrected. Throws `jobs.noSuchCorrection`, `unknownClassOfRun`. */
export function changeCorrection(
  store: Store,
  run: Run,
  contentHash: string,
  verdict: Partial<Verdict>,
): void {
  const row = listCorrections(store.db, dataPathOf(store, run) ?? '').find(
    (one) => one.contentHash === contentHash,
  );
  if (row === undefined) throw jobFault('noSuchCorrection', { run: run.id });
  const { to = row.to, note = row.note } = verdict;
  const version = versionOf(store, run);
  if (version !== undefined && to !== row.from) refuseUnknownClass(version, to);
  keep(store, run, { ...row, to, note });
}

/** Forgets what was said; runs that were made with it stay as they are. */
export function forgetCorrection(store: Store, run: Run, contentHash: string): void {
  const path = dataPathOf(store, run);
  if (path !== undefined) removeCorrection(store.db, path, contentHash);
}

/** The recipe of `run` under a new name, with all corrections it was trained without. Throws `jobs.nothingCorrected`. */
export function correctedRecipe(store: Store, run: Run): Record<string, unknown> {
  const pending = correctionsOf(store, run).filter(({ applied }) => !applied);
  if (pending.length === 0) throw jobFault('nothingCorrected', { run: run.id });
  const recipe = recipeOf(run);
  const data = pending.reduce<Recipe['data']>(withCorrection, recipe.data);
  return { ...recipe, name: nextRunName(store.db, run.name), data };
}

/** Enough of a text to know it again. */
const shownText = 2_000;

function keep(store: Store, run: Run, row: CorrectionRow): void {
  const saysNothing = row.to === row.from && labelIn(recipeOf(run).data, row) === row.to;
  if (saysNothing) removeCorrection(store.db, row.dataPath, row.contentHash);
  else putCorrection(store.db, row);
}

function withCorrection(data: Recipe['data'], { contentHash, from, to }: Correction): Recipe['data'] {
  const { relabel = {}, exclude = [], ...rest } = data;
  const { [contentHash]: _, ...labels } = relabel;
  const newLabels = to === null || to === from ? labels : { ...labels, [contentHash]: to };
  const others = exclude.filter((hash) => hash !== contentHash);
  const out = to === null ? [...others, contentHash] : others;
  return {
    ...rest,
    ...(Object.keys(newLabels).length > 0 && { relabel: newLabels }),
    ...(out.length > 0 && { exclude: out }),
  };
}

/** What a recipe makes of an example: its label, or null where it is left out. */
function labelIn(
  { relabel, exclude }: DataPart,
  row: Pick<CorrectionRow, 'contentHash' | 'from'>,
): string | null {
  if (exclude?.includes(row.contentHash)) return null;
  return relabel?.[row.contentHash] ?? row.from;
}

/** The label an example has in the files, where the recipe of the version corrected it. */
function labelInData({ examples, problems }: DatasetVersion, index: number): string | undefined {
  const { path, row } = examples[index]!.source;
  const corrected = problems.find(
    ({ code, source }) => code === 'relabelled' && source.path === path && source.row === row,
  );
  return typeof corrected?.params?.label === 'string' ? corrected.params.label : undefined;
}

function refuseUnknownClass({ classes }: DatasetVersion, to: string | null): void {
  if (to !== null && !classes.includes(to)) throw trainingError('unknownClassOfRun', { name: to, classes });
}

function recipeOf(run: Run): Recipe {
  return JSON.parse(run.recipe) as Recipe; // filled in and validated before the run was added
}

/** The version that was read last: one example after the other is corrected, and it may be large. */
let last: { readonly file: string; readonly version: DatasetVersion } | undefined;

function versionOf(store: Store, { datasetKey }: Run): DatasetVersion | undefined {
  const row = datasetKey === null ? undefined : datasetByKey(store.db, datasetKey);
  if (row === undefined) return undefined;
  if (last?.file === row.examplesFile) return last.version;
  // The manifest is the dataset version the engine once sent, kept whole.
  const version = readDataset(store.paths, row) as unknown as DatasetVersion;
  last = { file: row.examplesFile, version };
  return version;
}
