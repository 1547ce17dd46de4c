// A run against a baseline: what changed in the data, and which test examples changed sides. Only examples that both were
// tested with under the same label are compared: a corrected label changes the measuring stick.
import type { DatasetVersion } from '../data/dataset-version.ts';
import { FinesseError } from '../errors.ts';
import { comparePaired, mcNemarExact } from '../evaluation/paired-comparison.ts';
import { kindFacts } from '../facts/tasks.ts';
import { datasetByKey, readDataset } from '../store/dataset-versions-repository.ts';
import type { Store } from '../store/open-store.ts';
import type { EvaluatedRun } from '../training/evaluated-run.ts';
import type { Recipe } from '../training/recipe.ts';
import { type DataChanges, dataChanges } from './compare-data.ts';
import { evaluatedRun, type FinishedRun, finishedRun } from './finished-run.ts';
import type { Workbench } from './workbench.ts';

export interface ChangedExample {
  readonly index: number;
  readonly path: string;
  readonly row?: number;
  readonly text?: string;
  /** Address of the picture; absent for texts. */
  readonly media?: string;
  readonly label: string;
  /** What the baseline and what the run said. */
  readonly before: string;
  readonly after: string;
}

/** Test examples of both runs, the labels of which are the same in both; shares of them that were right. */
export interface Untouched {
  readonly examples: number;
  readonly accuracyBefore: number;
  readonly accuracyAfter: number;
}

/** Test examples of the baseline that were corrected for the run. */
export interface CorrectedTests {
  /** Given another label, and those of them for which the baseline and the run say that label. */
  readonly relabelled: number;
  readonly agreedBefore: number;
  readonly agreedAfter: number;
  /** Mistakes of the baseline among all that were corrected, and those of them that the run does not make. */
  readonly mistakes: number;
  readonly gone: number;
}

export interface BaselineComparison {
  readonly run: string;
  /** Why the examples cannot be compared; null when they can. */
  readonly unavailable: 'other-data' | 'no-evaluation' | null;
  /** What changed in the data; null where both have the same version, or one none. */
  readonly data: DataChanges | null;
  /** Where the data differ: what the examples below are. null where all test examples are compared. */
  readonly untouched: Untouched | null;
  readonly corrected: CorrectedTests | null;
  readonly better: number;
  readonly worse: number;
  /** Exact McNemar test; below 0.05 the difference is more than chance would explain. */
  readonly pValue: number;
  /** The first 100 that got better, and worse. */
  readonly improved: readonly ChangedExample[];
  readonly regressed: readonly ChangedExample[];
}

const shownExamples = 100;

/** What changed from the baseline to a run, example by example. */
export async function compareToBaseline(
  { store, workbench }: { readonly store: Store; readonly workbench: Workbench },
  baselineId: string,
  runId: string,
): Promise<BaselineComparison> {
  const runs = [finishedRun(store, baselineId), finishedRun(store, runId)] as const;
  const data = changesBetween(store, ...runs);
  const none = {
    ...{ run: runId, data, untouched: null, corrected: null, better: 0, worse: 0 },
    ...{ pValue: mcNemarExact(0, 0), improved: [], regressed: [] },
  };
  if (runs.some(({ run }) => run.datasetKey === null)) return { ...none, unavailable: 'other-data' };
  const [before, after] = await Promise.all(runs.map((run) => evaluationOf(workbench, run)));
  if (before === undefined || after === undefined) return { ...none, unavailable: 'no-evaluation' };
  const pairs = pairsOf(before, after);
  const isWhole = pairs.length === before.examples.length && pairs.length === after.examples.length;
  if (pairs.length === 0 || (data === null && !isWhole)) return { ...none, unavailable: 'other-data' };
  const { better, worse, pValue } = comparePaired(answers(before, pairs, 0), answers(after, pairs, 1));
  const show = (positions: readonly number[]) =>
    positions.slice(0, shownExamples).map((at) => shown(runs[1], { before, after, pair: pairs[at]! }));
  return {
    run: runId,
    unavailable: null,
    data,
    untouched: data === null ? null : untouchedOf(before, after, pairs),
    corrected: data === null ? null : correctedOf(before, after, recipeOf(runs[1])),
    better: better.length,
    worse: worse.length,
    pValue,
    improved: show(better),
    regressed: show(worse),
  };
}

function recipeOf({ run }: FinishedRun): Recipe {
  return JSON.parse(run.recipe) as Recipe; // filled in and validated before the run was added
}

/** null where both runs have the same data, or one has none yet. */
function changesBetween(store: Store, before: FinishedRun, after: FinishedRun): DataChanges | null {
  const rows = [before, after].map(({ run: { datasetKey } }) =>
    datasetKey === null ? undefined : datasetByKey(store.db, datasetKey),
  );
  const [old, now] = rows;
  if (old === undefined || now === undefined || old.hash === now.hash || old.kind !== now.kind) return null;
  // The manifest is the dataset version the engine once sent, kept whole.
  const version = (row: typeof old) => readDataset(store.paths, row) as unknown as DatasetVersion;
  return dataChanges(
    { version: version(old), data: recipeOf(before).data },
    { version: version(now), data: recipeOf(after).data },
  );
}

/** A run whose evaluation cannot be read has none; faults of the program stay faults. */
async function evaluationOf(workbench: Workbench, run: FinishedRun): Promise<EvaluatedRun | undefined> {
  try {
    return await evaluatedRun(workbench, run);
  } catch (error) {
    if (error instanceof FinesseError) return undefined;
    throw error;
  }
}

/** A row of the baseline and one of the run. */
type Pair = readonly [before: number, after: number];

const labelOf = ({ classes, predictions }: EvaluatedRun, row: number) => classes[predictions.labels[row]!]!;
const answerOf = ({ classes, predictions }: EvaluatedRun, row: number) =>
  classes[predictions.predicted[row]!]!;

/**
 * Examples that both evaluated under the same label, in the order of the run: versions may list the same content in
 * another order.
 */
function pairsOf(before: EvaluatedRun, after: EvaluatedRun): Pair[] {
  const rows = rowsByContent(before);
  return after.examples.flatMap(({ contentHash }, row): Pair[] => {
    const same = rows.get(contentHash)?.pop();
    return same !== undefined && labelOf(before, same) === labelOf(after, row) ? [[same, row]] : [];
  });
}

/** Last first, so that equal examples are taken in their order. */
function rowsByContent({ examples }: EvaluatedRun): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  for (let at = examples.length - 1; at >= 0; at--) {
    const { contentHash } = examples[at]!;
    rows.set(contentHash, [...(rows.get(contentHash) ?? []), at]);
  }
  return rows;
}

function answers(run: EvaluatedRun, pairs: readonly Pair[], side: 0 | 1) {
  const { labels, predicted } = run.predictions;
  return {
    examples: pairs.length,
    labels: Int32Array.from(pairs, (pair) => labels[pair[side]]!),
    predicted: Int32Array.from(pairs, (pair) => predicted[pair[side]]!),
  };
}

function untouchedOf(before: EvaluatedRun, after: EvaluatedRun, pairs: readonly Pair[]): Untouched {
  const right = (run: EvaluatedRun, side: 0 | 1) =>
    pairs.filter((pair) => labelOf(run, pair[side]) === answerOf(run, pair[side])).length / pairs.length;
  return { examples: pairs.length, accuracyBefore: right(before, 0), accuracyAfter: right(after, 1) };
}

function correctedOf(before: EvaluatedRun, after: EvaluatedRun, { data }: Recipe): CorrectedTests {
  const now = new Map(after.examples.map(({ contentHash }, row) => [contentHash, row]));
  const left = new Set(data.exclude);
  const sum = { relabelled: 0, agreedBefore: 0, agreedAfter: 0, mistakes: 0, gone: 0 };
  for (const [hash, [row]] of rowsByContent(before)) {
    const other = now.get(hash);
    const wasMistake = answerOf(before, row!) !== labelOf(before, row!);
    if (other === undefined) {
      if (!left.has(hash)) continue;
      sum.mistakes += Number(wasMistake);
      sum.gone += Number(wasMistake);
    } else if (labelOf(after, other) !== labelOf(before, row!)) {
      const agrees = answerOf(after, other) === labelOf(after, other);
      sum.relabelled += 1;
      sum.agreedBefore += Number(answerOf(before, row!) === labelOf(after, other));
      sum.agreedAfter += Number(agrees);
      sum.mistakes += Number(wasMistake);
      sum.gone += Number(wasMistake && agrees);
    }
  }
  return sum;
}

function shown(
  { run }: FinishedRun,
  { before, after, pair }: { before: EvaluatedRun; after: EvaluatedRun; pair: Pair },
): ChangedExample {
  const { index, source, text } = after.examples[pair[1]]!;
  return {
    index,
    path: source.path,
    row: source.row,
    text,
    ...(kindFacts(run.task).isFile ? { media: `/media/prediction/${run.id}/${index}` } : {}),
    label: labelOf(after, pair[1]),
    before: answerOf(before, pair[0]),
    after: answerOf(after, pair[1]),
  };
}
