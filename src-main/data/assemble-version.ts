// Candidates -> dataset version: leaks and contradictions taken out, classes settled, duplicates kept together,
// splits cut by the seed, everything hashed. Pure.
import { createHash } from 'node:crypto';
import type { KindName } from '../facts/kinds.ts';
import type { Candidate } from './candidates.ts';
import type { DataOptions } from './data-options.ts';
import type { DataProblem, DatasetVersion, Example, ExampleSource, SplitName } from './dataset-version.ts';
import {
  carriedSplit,
  changedCut,
  type EarlierSplit,
  placesByContent,
  type RedrawReason,
} from './earlier-split.ts';
import { dataError } from './errors.ts';
import { cleanLabel } from './label-text.ts';
import { dataProblem } from './problems.ts';
import type { SampleRange } from './sample-range.ts';
import { similarLabels } from './similar-labels.ts';
import { splitTrainingData } from './split.ts';

type Kept = { readonly kept: readonly Candidate[]; readonly problems: readonly DataProblem[] };

function place({ path, row }: ExampleSource): string {
  return row === undefined ? path : `${path} line ${row}`;
}

/** Labels that the recipe corrects, by content: equal examples all get the same one. */
export function relabelled(candidates: readonly Candidate[], { relabel }: DataOptions): readonly Candidate[] {
  if (relabel === undefined) return candidates;
  return candidates.map((candidate) => {
    const label = relabel[candidate.contentHash];
    return label === undefined ? candidate : { ...candidate, label: cleanLabel(label) };
  });
}

/** Where labels were corrected: a warning each, so that a version says how it differs from its files. */
function corrections(candidates: readonly Candidate[], { relabel = {} }: DataOptions): DataProblem[] {
  return candidates.flatMap(({ source, contentHash, label }) => {
    const corrected = relabel[contentHash];
    if (corrected === undefined || corrected === label) return [];
    return [{ source, ...dataProblem('relabelled', { label, corrected }), warning: true as const }];
  });
}

/** An example given for testing must not be trained on: the stricter split keeps it. */
export function removeLeaks(candidates: readonly Candidate[]): Kept {
  const rank = { train: 0, validation: 1, test: 2 } as const satisfies Record<SplitName, number>;
  const strictest = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const known = strictest.get(candidate.contentHash);
    if (known === undefined || rank[candidate.given] > rank[known.given])
      strictest.set(candidate.contentHash, candidate);
  }
  const problems: DataProblem[] = [];
  const kept = candidates.filter(({ contentHash, given, source }) => {
    const other = strictest.get(contentHash)!;
    if (other.given === given) return true;
    const params = { split: other.given, place: place(other.source), given };
    problems.push({ source, ...dataProblem('leak', params) });
    return false;
  });
  return { kept, problems };
}

/** Equal content with different labels teaches nothing true: all of it is left out. */
export function removeContradictions(candidates: readonly Candidate[]): Kept {
  const labels = new Map<string, Set<string>>();
  for (const { contentHash, label } of candidates)
    labels.set(contentHash, (labels.get(contentHash) ?? new Set()).add(label));
  const problems: DataProblem[] = [];
  const kept = candidates.filter(({ contentHash, source }) => {
    const all = labels.get(contentHash)!;
    if (all.size === 1) return true;
    problems.push({ source, ...dataProblem('conflicting-labels', { labels: [...all].sort() }) });
    return false;
  });
  return { kept, problems };
}

/** What the recipe leaves out: single examples by their content, and all but the first of equal ones. */
export function removeUnwanted(candidates: readonly Candidate[], data: DataOptions): Kept {
  const excluded = new Set(data.exclude);
  const seen = new Set<string>();
  const problems: DataProblem[] = [];
  const refuse = (source: ExampleSource, code: 'excluded' | 'duplicate') => {
    problems.push({ source, ...dataProblem(code, {}) });
    return false;
  };
  const kept = candidates.filter(({ contentHash, source }) => {
    if (excluded.has(contentHash)) return refuse(source, 'excluded');
    if (data.duplicates === 'drop' && seen.has(contentHash)) return refuse(source, 'duplicate');
    seen.add(contentHash);
    return true;
  });
  return { kept, problems };
}

/** Examples of validation and test data whose label no training example has. */
function removeUnknownClasses(candidates: readonly Candidate[], classes: readonly string[]): Kept {
  const known = new Set(classes);
  const problems: DataProblem[] = [];
  const kept = candidates.filter(({ label, source, given }) => {
    if (known.has(label)) return true;
    problems.push({ source, ...dataProblem('unknown-class', { label, split: given }) });
    return false;
  });
  return { kept, problems };
}

/** The hash of a version with these examples, whatever their order. */
export function versionHash(
  kind: string,
  classes: readonly string[],
  examples: readonly Pick<Example, 'contentHash' | 'label' | 'split'>[],
): string {
  const lines = examples.map(({ contentHash, label, split }) => `${contentHash} ${label} ${split}`).sort();
  return createHash('sha256')
    .update([kind, JSON.stringify(classes), ...lines].join('\n'))
    .digest('hex');
}

/** Groups of examples with identical content. */
export function countDuplicateGroups(examples: readonly Example[]): number {
  const counts = new Map<string, number>();
  for (const { contentHash } of examples) counts.set(contentHash, (counts.get(contentHash) ?? 0) + 1);
  return [...counts.values()].filter((count) => count > 1).length;
}

export interface CutOptions {
  readonly seed: number;
  /** Examples with this content keep their splits, unless fractions or seed were changed. */
  readonly earlier?: EarlierSplit | undefined;
}

export interface AssemblyInput {
  readonly kind: KindName;
  readonly path: string;
  /** Splits there is data for; the others are cut from the training data. */
  readonly given: ReadonlySet<SplitName>;
  readonly candidates: readonly Candidate[];
  readonly problems: readonly DataProblem[];
  /** Of pictures with 16 bits, where there are any. */
  readonly sampleRange?: SampleRange | undefined;
}

/** Throws `data.no-examples`, `data.too-few-classes`, `data.split-too-small`, `data.fractions-too-large`. */
export function assembleVersion(
  input: AssemblyInput,
  data: DataOptions,
  { seed, earlier }: CutOptions,
): DatasetVersion {
  const { kind, path } = input;
  const leaks = removeLeaks(relabelled(input.candidates, data));
  const contradictions = removeContradictions(leaks.kept);
  const wanted = removeUnwanted(contradictions.kept, data);
  const training = wanted.kept.filter(({ given }) => given === 'train');
  const classes = [...new Set(training.map(({ label }) => label))].sort();
  const unknown = removeUnknownClasses(wanted.kept, classes);
  const found = [
    ...[input, leaks, contradictions, wanted, unknown].flatMap(({ problems }) => problems),
    ...corrections(input.candidates, data),
    ...similarLabels(training),
  ];
  refuseEmpty(training, 'train', path, found);
  if (classes.length < 2) throw dataError('too-few-classes', { path, classes });
  for (const split of ['validation', 'test'] as const)
    if (input.given.has(split))
      refuseEmpty(
        unknown.kept.filter(({ given }) => given === split),
        split,
        path,
        found,
      );
  const redrawn = earlier === undefined ? [] : redrawReasons(unknown.kept, input, { data, seed, earlier });
  const places = earlier !== undefined && redrawn.length === 0 ? placesByContent(earlier) : undefined;
  const cut = { classes, given: input.given, data, seed, places };
  const { splits, problems } = splitTrainingData(unknown.kept, cut);
  const labels = new Map(classes.map((name, label) => [name, label]));
  const examples = unknown.kept.map(
    ({ source, contentHash, label, text }, position): Example => ({
      source,
      contentHash,
      label: labels.get(label)!,
      split: splits[position]!,
      ...(text !== undefined && { text }),
    }),
  );
  return {
    hash: versionHash(kind, classes, examples),
    kind,
    path,
    classes,
    examples,
    problems: [...found, ...problems],
    duplicateGroups: countDuplicateGroups(examples),
    ...(earlier !== undefined && { carried: carriedSplit({ examples }, earlier, redrawn) }),
    ...(input.sampleRange !== undefined && { sampleRange: input.sampleRange }),
  };
}

/** Why the split cannot or shall not go on from the earlier one; empty where it does. */
function redrawReasons(
  candidates: readonly Candidate[],
  { given }: AssemblyInput,
  { data, seed, earlier }: { data: DataOptions; seed: number; earlier: EarlierSplit },
): RedrawReason[] {
  const changed = changedCut(data, seed, earlier);
  if (changed.length > 0) return changed;
  const places = placesByContent(earlier);
  const held = new Set(candidates.map(({ contentHash }) => places.get(contentHash)));
  const fractions = { validation: data.validationFraction, test: data.testFraction };
  const isMissing = (split: 'validation' | 'test') =>
    fractions[split] > 0 && !given.has(split) && !held.has(split);
  // Data of which nothing was known before has nothing to keep.
  const isOther = held.size === 1 && held.has(undefined);
  return !isOther && (['validation', 'test'] as const).some(isMissing) ? ['splits'] : [];
}

function refuseEmpty(
  left: readonly Candidate[],
  split: SplitName,
  path: string,
  problems: readonly DataProblem[],
): void {
  if (left.length > 0) return;
  const [worst] = problems.filter(({ warning }) => !warning);
  const first = worst === undefined ? 'none' : `${place(worst.source)} ${worst.message}`;
  throw dataError('no-examples', { path, split, problems: problems.length, first });
}
