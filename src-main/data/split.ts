// Cuts training data into train, validation and test: stratified by class, equal content kept together, and
// decided by the seed and the content alone, so renaming or reordering files changes nothing.
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

/** Takes groups for about `wanted` examples out of `groups`, at least one group, and leaves at least `reserve`. */
function take(groups: Group[], wanted: number, reserve: number): Group[] {
  const taken: Group[] = [];
  let room = Math.max(1, wanted);
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
    const groups = shuffle<Group, Group[]>(groupsOf(candidates, positions), openRandom(options.seed, number));
    if (groups.length < shares.length + 1)
      problems.push(fewExamples(label, groups.length, candidates[positions[0]!]!));
    shares.forEach(({ split, fraction }, later) => {
      const reserve = shares.length - later;
      for (const group of take(groups, Math.round(positions.length * fraction), reserve))
        for (const position of group) splits[position] = split;
    });
  }
  for (const { split, fraction } of shares)
    if (!splits.includes(split))
      throw dataError('split-too-small', { split, examples: candidates.length, fraction });
  return { splits, problems };
}
