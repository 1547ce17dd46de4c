// Measurements as lines of a table, kept in results.json and shown in RESULTS.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { BenchCase } from './case-table.ts';
import { writeSection } from './marked-section.ts';
import type { Measurement, SideResult } from './measurement.ts';
import { benchPath } from './sides.ts';

/** A measurement with where and how it was taken; one for each case, the latest. */
export interface StoredResult extends Measurement {
  readonly machine: string;
  readonly threads: number;
  readonly rounds: number;
  /** ISO date. */
  readonly date: string;
}

export type Results = Readonly<Record<string, StoredResult>>;

const resultsFile = benchPath('results.json');
const pageFile = benchPath('RESULTS.md');

export function readResults(): Results {
  // Written by saveResults only.
  return existsSync(resultsFile) ? (JSON.parse(readFileSync(resultsFile, 'utf8')) as Results) : {};
}

/** Keeps the results, and replaces the measured part of RESULTS.md; what people wrote around it stays. */
export function saveResults(results: Results, cases: readonly BenchCase[]): void {
  writeFileSync(resultsFile, `${JSON.stringify(results, null, 2)}\n`);
  writeSection(pageFile, 'measured', resultsMarkdown(results, cases));
}

export const resultColumns = [
  'case',
  'Finesse',
  'PyTorch',
  'times as fast',
  'target',
  'verdict',
  'memory MB',
] as const;

/** One line of the table. */
export function resultRow(work: BenchCase, result: Measurement): string[] {
  return [
    work.title,
    timeText(result.ours),
    result.peer ? timeText(result.peer) : '-',
    result.timesAsFast === undefined ? '-' : result.timesAsFast.toFixed(2),
    'seconds' in work.target ? `< ${work.target.seconds} s` : `>= ${work.target.timesAsFast}`,
    verdict(work, result),
    [result.ours, result.peer].map((side) => side?.peakMemoryMb?.toFixed(0) ?? '-').join(' / '),
  ];
}

/** met, or by how much it is missed; memory and accuracy must not be worse than PyTorch's either. */
export function verdict(work: BenchCase, { ours, peer, timesAsFast }: Measurement): string {
  const misses: string[] = [];
  if ('seconds' in work.target) {
    const over = ours.medianMs / 1000 / work.target.seconds;
    if (over >= 1) misses.push(`${percent(over - 1)} too slow`);
  } else {
    if (timesAsFast === undefined) return 'not compared';
    if (timesAsFast < work.target.timesAsFast)
      misses.push(`${percent(1 - timesAsFast / work.target.timesAsFast)} below target`);
  }
  if (ours.peakMemoryMb && peer?.peakMemoryMb && ours.peakMemoryMb > peer.peakMemoryMb)
    misses.push(`memory ${percent(ours.peakMemoryMb / peer.peakMemoryMb - 1)} above PyTorch's`);
  if (
    ours.testAccuracy !== undefined &&
    peer?.testAccuracy !== undefined &&
    ours.testAccuracy < peer.testAccuracy
  )
    misses.push(`accuracy ${percent(peer.testAccuracy - ours.testAccuracy)} below PyTorch's`);
  return misses.length === 0 ? 'met' : `missed: ${misses.join('; ')}`;
}

function timeText({ medianMs, testAccuracy }: SideResult): string {
  const time =
    medianMs >= 10_000
      ? `${(medianMs / 1000).toFixed(1)} s`
      : `${medianMs.toFixed(medianMs < 10 ? 2 : 0)} ms`;
  return testAccuracy === undefined ? time : `${time}, ${percent(testAccuracy)}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function resultsMarkdown(results: Results, cases: readonly BenchCase[]): string {
  const measured = cases.flatMap((work) => {
    const result = results[work.name];
    return result ? [{ work, result }] : [];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const table = [
    line(resultColumns),
    line(resultColumns.map(() => '---')),
    ...measured.map(({ work, result }) => line(resultRow(work, result))),
  ];
  return `${table.join('\n')}\n\n${conditions(measured)}`;
}

/** Which lines were measured where; lines with the same circumstances together. */
function conditions(measured: readonly { work: BenchCase; result: StoredResult }[]): string {
  const groups = Map.groupBy(measured, ({ result }) => circumstances(result));
  return [...groups]
    .map(([text, group]) => `- ${group.map(({ work }) => work.name).join(', ')}: ${text}`)
    .join('\n');
}

function circumstances({ machine, threads, rounds, date, versions, variant = {} }: StoredResult): string {
  const libraries = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const choices = Object.entries(variant).map(([name, on]) => `${name} ${on ? 'on' : 'off'}`);
  const peer = choices.length > 0 ? `; PyTorch fastest with ${choices.join(', ')}` : '';
  return `${date}, ${machine}, ${threads} threads, median of ${rounds} rounds; ${libraries.join(', ')}${peer}`;
}
