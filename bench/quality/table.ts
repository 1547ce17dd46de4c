// The results as markdown: the promises first, then every pair and method.
import { type Method, methods } from './methods.ts';
import { type Pair, pairs } from './pairs.ts';
import type { CellResult } from './results-file.ts';
import { currentResults, type Spread, type Summary, summarise } from './summary.ts';
import { type Verdict, verdictsOf } from './verdicts.ts';

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function markdownTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Everything between the markers of the page. */
export function qualityMarkdown(results: readonly CellResult[]): string {
  const measured = pairs.filter(({ name }) => results.some(({ pair }) => pair === name));
  const circumstances = [...new Set(results.map(({ machine, threads }) => `${machine}, ${threads} threads`))];
  return [
    markdownTable(
      [
        'weights and data',
        'at least the regression',
        'at least the script, less its spread',
        'half its time',
      ],
      measured.map((pair) => verdictRow(results, pair)),
    ),
    markdownTable(
      ['weights and data', 'how', 'seeds', 'test accuracy', 'from - to', 'time', 'memory'],
      measured.flatMap((pair) => methodRows(results, pair)),
    ),
    `Means with standard deviations. ~: other programs kept the machine busy meanwhile. ${circumstances.join('; ')}.`,
  ].join('\n\n');
}

function verdictRow(results: readonly CellResult[], pair: Pair): string[] {
  const { reference, regressionMet, referenceMet, timeMet } = verdictsOf(results, pair.name);
  const script = reference === undefined ? '' : ` (${titleOf(reference)})`;
  const points = ({ by }: Verdict) => `${by < 0 ? '' : '+'}${(100 * by).toFixed(1)}`;
  return [
    pair.title,
    verdictText(regressionMet, points),
    `${verdictText(referenceMet, points)}${script}`,
    verdictText(timeMet, ({ by }) => `${Math.round(100 * by)} %`),
  ];
}

function verdictText(verdict: Verdict | undefined, figure: (verdict: Verdict) => string): string {
  if (verdict === undefined) return 'not compared';
  return `${verdict.met ? 'met' : '**missed**'}, ${figure(verdict)}`;
}

function titleOf(method: string): string {
  return methods.find(({ name }) => name === method)!.title;
}

function methodRows(results: readonly CellResult[], pair: Pair): string[][] {
  return methods.flatMap((method) => {
    const current = currentResults(results, pair.name, method.name);
    return current.length === 0 ? [] : [methodRow(pair, method, current)];
  });
}

function methodRow(pair: Pair, method: Method, current: readonly CellResult[]): string[] {
  const summary = summarise(current);
  const { accuracy, seconds, seeds, peakMemoryMb, failures, busy } = summary;
  const failed = failures.map((failure) => (failure === 'time' ? 'out of time' : 'failed'));
  return [
    pair.title,
    method.side === 'finesse' ? `${method.title}${presetText(current)}` : method.title,
    [seeds.join(', '), ...failed].filter(Boolean).join('; '),
    spreadText(summary, accuracy, (share) => (100 * share).toFixed(1)),
    accuracy ? `${(100 * accuracy.min).toFixed(1)} - ${(100 * accuracy.max).toFixed(1)}` : '',
    seconds ? `${busy ? '~' : ''}${seconds.mean.toFixed(0)} s` : '',
    peakMemoryMb > 0 ? `${peakMemoryMb} MB` : '',
  ];
}

/** Three fields choose a preset by themselves. */
function presetText(current: readonly CellResult[]): string {
  const { adaptation } = current[0]!.settings as { adaptation: { preset: string } }; // of settingsOf
  const { method } = current[0]!;
  return method === adaptation.preset ? '' : ` (${adaptation.preset})`;
}

function spreadText({ seeds }: Summary, spread: Spread | undefined, text: (value: number) => string): string {
  if (spread === undefined) return '';
  return seeds.length > 1 ? `${text(spread.mean)} ± ${text(spread.deviation)}` : text(spread.mean);
}
