// Cuts training data into train, validation and test: stratified by class, equal content kept together, and
// decided by the seed and the content alone, so renaming or reordering files changes nothing. Examples that an earlier
// version has placed stay there; new ones fill what their class lacks, and what was removed frees no place for old ones.
import type { Candidate } from './candidates.ts';
import type { DataOptions } from './data-options.ts';
import type { DataProblem, SplitName } from './dataset-version.ts';
import { dataError } from './errors.ts';
import { dataProblem } from './problems.ts';
import { openRandom, shuffle } from './random.ts';

export interface SplitOptions {
  readonly classes: readonly string[];
  /** Splits with data of their own, which are not cut. */
  readonly given: ReadonlySet<SplitName>;
  readonly data: Pick<DataOptions, 'validationFraction' | 'testFraction'>;
  readonly seed: number;
  /** Content hash -> split of an earlier version. */
  readonly places?: ReadonlyMap<string, SplitName>;
}

/** Positions of candidates with equal content. */
type Group = readonly number[];

interface Share {
  readonly split: 'validation' | 'test';
  readonly fraction: number;
}

function groupsOf(candidates: readonly Candidate[], positions: readonly number[]): Group[] {
  const groups = new Map<string, number[]>();
  for (const position of positions) {
    const hash = candidates[position]!.contentHash;
    groups.set(hash, [...(groups.get(hash) ?? []), position]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** Takes groups for about `wanted` examples, 1 or more, out of `groups`, at least one, and leaves at least `reserve`. */
function take(groups: Group[], wanted: number, reserve: number): Group[] {
  const taken: Group[] = [];
  let room = wanted;
  for (let at = groups.length - 1; at >= 0 && room > 0 && groups.length > reserve; at--) {
    if (groups[at]!.length > room) continue;
    room -= groups[at]!.length;
    taken.push(...groups.splice(at, 1));
  }
  if (taken.length === 0 && groups.length > reserve) {
    const smallest = groups.reduce((best, group, at) => (group.length < groups[best]!.length ? at : best), 0);
    taken.push(...groups.splice(smallest, 1));
  }
  return taken;
}

function sharesToCut({ data, given }: SplitOptions): Share[] {
  const shares: Share[] = [
    { split: 'test', fraction: data.testFraction },
    { split: 'validation', fraction: data.validationFraction },
  ];
  const cut = shares.filter(({ split, fraction }) => fraction > 0 && !given.has(split));
  if (cut.reduce((sum, { fraction }) => sum + fraction, 0) > 0.95)
    throw dataError('fractions-too-large', { validation: data.validationFraction, test: data.testFraction });
  return cut;
}

/** Groups of a class that stand in a split already, where that is one that is cut, and those still free. */
function holdPlaces(
  candidates: readonly Candidate[],
  groups: readonly Group[],
  { places, given }: SplitOptions,
): { readonly held: ReadonlyMap<SplitName, readonly Group[]>; readonly free: readonly Group[] } {
  const placeOf = (group: Group) => {
    const place = places?.get(candidates[group[0]!]!.contentHash);
    return place === 'train' || (place !== undefined && !given.has(place)) ? place : undefined;
  };
  const held = new Map<SplitName, Group[]>();
  for (const group of groups) {
    const place = placeOf(group);
    if (place !== undefined) held.set(place, [...(held.get(place) ?? []), group]);
  }
  return { held, free: groups.filter((group) => placeOf(group) === undefined) };
}

function fewExamples(label: string, groups: number, first: Candidate): DataProblem {
  return { source: first.source, ...dataProblem('few-examples', { label, examples: groups }), warning: true };
}

/** The split of each candidate, in order. Throws `data.split-too-small`, `data.fractions-too-large`. */
export function splitTrainingData(
  candidates: readonly Candidate[],
  options: SplitOptions,
): { readonly splits: readonly SplitName[]; readonly problems: readonly DataProblem[] } {
  const shares = sharesToCut(options);
  const splits = candidates.map((candidate) => candidate.given);
  const problems: DataProblem[] = [];
  const byClass = new Map<string, number[]>(options.classes.map((label) => [label, []]));
  candidates.forEach(({ given, label }, position) => {
    if (given === 'train') byClass.get(label)!.push(position);
  });
  for (const [number, [label, positions]] of [...byClass].entries()) {
    const all = groupsOf(candidates, positions);
    if (all.length < shares.length + 1)
      problems.push(fewExamples(label, all.length, candidates[positions[0]!]!));
    const { held, free } = holdPlaces(candidates, all, options);
    for (const [split, groups] of held) for (const position of groups.flat()) splits[position] = split;
    const count = (split: SplitName) => held.get(split)?.flat().length ?? 0;
    const groups = shuffle<Group, Group[]>([...free], openRandom(options.seed, number));
    shares.forEach(({ split, fraction }, at) => {
      const wanted = Math.round(positions.length * fraction) - count(split);
      if (count(split) > 0 && wanted <= 0) return;
      const others: readonly SplitName[] = ['train', ...shares.slice(at + 1).map((share) => share.split)];
      const reserve = others.filter((other) => count(other) === 0).length;
      for (const group of take(groups, Math.max(1, wanted), reserve))
        for (const position of group) splits[position] = split;
    });
  }
  for (const { split, fraction } of shares)
    if (!splits.includes(split))
      throw dataError('split-too-small', { split, examples: candidates.length, fraction });
  return { splits, problems };
}
