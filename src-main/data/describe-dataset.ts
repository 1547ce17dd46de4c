// A dataset version and the sources it was made of -> the report a person reads before training.
import { type KindName, kinds } from '../facts/kinds.ts';
import type { Candidate } from './candidates.ts';
import {
  type ClassCount,
  type DatasetReport,
  type EqualExamples,
  fewExamples,
  type Histogram,
  type Place,
  type ProblemGroup,
  type SplitCounts,
} from './data-report.ts';
import type { DataProblem, DatasetVersion, ExampleSource } from './dataset-version.ts';
import type { PictureFacts } from './decode-picture.ts';
import { histogram } from './histogram.ts';
import type { DatasetReading } from './open-dataset.ts';
import { whiteLevelFor } from './sample-range.ts';

const listedItems = 200;
const listedGroups = 100;
const listedMembers = 50;

/** Everything of the report but its key. */
export function describeDataset(reading: DatasetReading): Omit<DatasetReport, 'key'> {
  const { version, reports, input } = reading;
  const classes = countClasses(version);
  const totals = classes.map(({ train, validation, test }) => train + validation + test);
  const groups = equalExamples(input.candidates, version);
  const duplicates = groups.filter(({ members }) => countUsed(members) > 1);
  return {
    hash: version.hash,
    numExamples: version.examples.length,
    splits: countSplits(version),
    carried: version.carried ?? null,
    classes,
    imbalance: Math.max(...totals) / Math.min(...totals),
    givenSplits: [...input.given].filter((split) => split !== 'train'),
    layout: reports[0]?.format.layout ?? 'table',
    folders: reports.flatMap(({ format }) => ('folders' in format ? format.folders : [])),
    pictureFormats: countFormats(reading),
    histograms: histogramsOf[version.kind](version, reading.pictures),
    problems: groupProblems(version.problems),
    numDuplicateGroups: duplicates.length,
    numDuplicates: duplicates.reduce((sum, { members }) => sum + countUsed(members) - 1, 0),
    duplicates: listed(duplicates),
    conflicts: listed(groups.filter(({ labels }) => labels.length > 1)),
    numLeaks: version.problems.filter(({ code }) => code === 'leak').length,
    smallClasses: classes
      .filter(({ train }) => train < fewExamples)
      .map(({ name, train }) => ({ name, train })),
    sampleRange: rangeOf(version),
  };
}

function rangeOf({ sampleRange: range }: DatasetVersion): DatasetReport['sampleRange'] {
  return range === undefined ? null : { ...range, whiteLevel: whiteLevelFor(range.dimPeak) };
}

export function countClasses({ classes, examples }: DatasetVersion): ClassCount[] {
  const counts = classes.map((name) => ({ name, train: 0, validation: 0, test: 0 }));
  for (const { label, split } of examples) counts[label]![split]++;
  return counts;
}

export function countSplits({ examples }: DatasetVersion): SplitCounts {
  const counts = { train: 0, validation: 0, test: 0 };
  for (const { split } of examples) counts[split]++;
  return counts;
}

function countFormats({ version, pictures }: DatasetReading): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { source } of kinds[version.kind].hasPixels ? version.examples : []) {
    const format = pictures.get(source.path)?.format;
    if (format !== undefined) counts[format] = (counts[format] ?? 0) + 1;
  }
  return counts;
}

const histogramsOf: Readonly<
  Record<KindName, (version: DatasetVersion, pictures: ReadonlyMap<string, PictureFacts>) => Histogram[]>
> = { image: pictureHistograms, text: textHistograms };

function pictureHistograms(
  version: DatasetVersion,
  pictures: ReadonlyMap<string, PictureFacts>,
): Histogram[] {
  const facts = version.examples.flatMap(({ source }) => pictures.get(source.path) ?? []);
  return [
    { name: 'width', ...histogram(facts.map(({ width }) => width)) },
    { name: 'height', ...histogram(facts.map(({ height }) => height)) },
  ];
}

function textHistograms(version: DatasetVersion): Histogram[] {
  const texts = version.examples.map(({ text }) => text ?? '');
  return [
    { name: 'characters', ...histogram(texts.map((text) => text.length)) },
    { name: 'words', ...histogram(texts.map((text) => text.split(/\s+/).length)) },
  ];
}

function groupProblems(problems: readonly DataProblem[]): ProblemGroup[] {
  const groups = new Map<string, DataProblem[]>();
  for (const problem of problems) groups.set(problem.code, [...(groups.get(problem.code) ?? []), problem]);
  return [...groups]
    .map(([code, found]) => ({
      code,
      count: found.length,
      warning: found.every(({ warning }) => warning === true),
      items: found
        .slice(0, listedItems)
        .map(({ source, message, params = {} }) => ({ ...placeOf(source), message, params })),
    }))
    .sort((a, b) => Number(a.warning) - Number(b.warning) || b.count - a.count);
}

/** All groups of equal content, the largest first. */
function equalExamples(candidates: readonly Candidate[], version: DatasetVersion): EqualExamples[] {
  const indices = new Map(version.examples.map(({ source }, index) => [sourceKey(source), index]));
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.contentHash);
    if (group === undefined) groups.set(candidate.contentHash, [candidate]);
    else group.push(candidate);
  }
  return [...groups]
    .filter(([, group]) => group.length > 1)
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([contentHash, group]) => ({
      contentHash,
      labels: [...new Set(group.map(({ label }) => label))].sort(),
      members: group.map(({ source, label }) => ({
        ...placeOf(source),
        index: indices.get(sourceKey(source)) ?? null,
        label,
      })),
    }));
}

/** Members that are in the dataset version: the others were left out for a reason told as a problem. */
function countUsed(members: EqualExamples['members']): number {
  return members.filter(({ index }) => index !== null).length;
}

function listed(groups: readonly EqualExamples[]): EqualExamples[] {
  return groups
    .slice(0, listedGroups)
    .map((group) => ({ ...group, members: group.members.slice(0, listedMembers) }));
}

function placeOf({ path, row }: ExampleSource): Place {
  return { path, row: row ?? null };
}

function sourceKey({ path, row }: ExampleSource): string {
  return `${path}\0${row ?? ''}`;
}
