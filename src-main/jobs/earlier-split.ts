// The split that a new version of the data goes on from: that of the run it is made from, and of its experiment.
import { type Cut, changedCut, type EarlierSplit } from '../data/earlier-split.ts';
import type { KindName } from '../facts/kinds.ts';
import { datasetByKey, readDataset } from '../store/dataset-versions-repository.ts';
import { type EarlierRun, experimentRuns, lineOfRun } from '../store/lineage-repository.ts';
import type { Store } from '../store/open-store.ts';

export interface SplitWanted {
  readonly kind: KindName;
  /** The run that a new one is made from, and the experiment it belongs to. */
  readonly parent?: string | undefined;
  readonly experiment?: string | undefined;
  readonly data: { readonly validationFraction: number; readonly testFraction: number };
  readonly seed: number;
}

interface Source {
  readonly run: string;
  readonly datasetKey: number;
  readonly cut: Cut;
}

/**
 * The places of all examples of the runs it descends from, nearest first, and of its experiment, newest first, as far as
 * they were cut in the same way. Where none was, the places of the nearest, so that a draw anew can be told as one.
 * Undefined for the first run. Throws `store.datasetFileUnusable`.
 */
export function earlierSplit(store: Store, wanted: SplitWanted): EarlierSplit | undefined {
  const { parent, experiment, data, seed, kind } = wanted;
  const runs = [
    ...(parent === undefined ? [] : lineOfRun(store.db, parent)),
    ...(experiment === undefined ? [] : experimentRuns(store.db, experiment)),
  ];
  const sources = distinct(runs).filter(
    ({ datasetKey }) => datasetByKey(store.db, datasetKey)?.kind === kind,
  );
  const [nearest] = sources;
  if (nearest === undefined) return undefined;
  const alike = sources.filter(({ cut }) => changedCut(data, seed, cut).length === 0);
  const used = alike.length > 0 ? alike : [nearest];
  return { run: used[0]!.run, ...used[0]!.cut, places: placesOf(store, used) };
}

/** Each version once for each way it was cut. */
function distinct(runs: readonly EarlierRun[]): Source[] {
  const sources = new Map<string, Source>();
  for (const { id, datasetKey, recipe, seed } of runs) {
    const { data } = JSON.parse(recipe) as { data: SplitWanted['data'] }; // filled in before the run was added
    const { validationFraction, testFraction } = data;
    const cut = { validationFraction, testFraction, seed };
    const name = JSON.stringify([datasetKey, cut]);
    if (!sources.has(name)) sources.set(name, { run: id, datasetKey, cut });
  }
  return [...sources.values()];
}

function placesOf(store: Store, sources: readonly Source[]): EarlierSplit['places'] {
  const places = { train: [] as string[], validation: [] as string[], test: [] as string[] };
  const known = new Set<string>();
  for (const { datasetKey } of sources) {
    // The manifest is the dataset version the engine once sent, kept whole.
    const { examples } = readDataset(store.paths, datasetByKey(store.db, datasetKey)!) as unknown as {
      readonly examples: readonly { readonly contentHash: string; readonly split: keyof typeof places }[];
    };
    for (const { contentHash, split } of examples) {
      if (known.has(contentHash)) continue;
      known.add(contentHash);
      places[split].push(contentHash);
    }
  }
  return places;
}
