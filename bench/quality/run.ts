// node bench/quality/run.ts [--pairs a,b] [--methods a,b] [--seeds 1,2,3] [--shared folder] [--minilm folder]
//   [--work folder] [--results file] [--limit seconds] [--threads n] [--list]
// Fills the table of what is learnt: each cell as a process of its own, appended to the results as it comes. What is
// there already is left out, so it may be stopped and begun again.
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { tableLines } from '../../src-main/evaluation/text-table.ts';
import { benchPath, peerPythonVariable } from '../sides.ts';
import { type Cell, cellsOf, isSettled } from './cells.ts';
import type { Places } from './pairs.ts';
import { addCellResult, readCellResults } from './results-file.ts';
import { type CellOptions, runCell } from './run-cell.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string' },
    methods: { type: 'string' },
    seeds: { type: 'string', default: '1,2,3' },
    /** Data and weights that the tests use as well. */
    shared: { type: 'string', default: benchPath('../../shared') },
    /** Hub folder of all-MiniLM-L6-v2; without it the pairs of texts are left out. */
    minilm: { type: 'string' },
    /** Where the bundled sample is drawn. */
    work: { type: 'string', default: join(tmpdir(), 'finesse-quality') },
    results: { type: 'string', default: benchPath('quality/results.jsonl') },
    /** Of each cell, in seconds. */
    limit: { type: 'string', default: '3600' },
    threads: { type: 'string', default: '2' },
    /** Only says what there is, and what of it is done. */
    list: { type: 'boolean', default: false },
  },
});

const names = (text: string | undefined) => text?.split(',');
const cells = cellsOf({
  pairs: names(values.pairs),
  methods: names(values.methods),
  seeds: values.seeds.split(',').map(Number),
});

if (values.list) {
  const results = readCellResults(values.results);
  const rows = cells.map((cell) => [...title(cell), isSettled(cell, results) ? 'done' : '']);
  console.log(tableLines(['pair', 'method', 'seed', ''], rows).join('\n'));
} else {
  await runCells(cells);
}

function title({ pair, method, seed }: Cell): [string, string, string] {
  return [pair.name, method.name, String(seed)];
}

async function runCells(all: readonly Cell[]): Promise<void> {
  const places: Places = {
    shared: resolve(values.shared),
    minilm: values.minilm && resolve(values.minilm),
    work: resolve(values.work),
  };
  mkdirSync(places.work, { recursive: true });
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  const options = {
    places,
    threads: Number(values.threads),
    limitSeconds: Number(values.limit),
    interrupted: controller.signal,
  };
  const python = process.env[peerPythonVariable];
  const reasons = new Set<string>();
  for (const cell of all) {
    const reason = whyNot(cell, places, python);
    if (reason !== undefined) reasons.add(reason);
    else if (!controller.signal.aborted) await fill(cell, { ...options, python: python ?? '' });
  }
  for (const reason of reasons) console.error(reason);
  if (controller.signal.aborted) process.exitCode = 1;
}

function whyNot({ pair, method }: Cell, places: Places, python: string | undefined): string | undefined {
  if (method.side === 'peer' && !python)
    return `${peerPythonVariable} is not set: only Finesse was measured. See bench/README.md.`;
  if (pair.weights(places) === undefined) return `${pair.name} was left out: --minilm names no folder.`;
  return undefined;
}

/** The results are read anew each time: another process may have added some. */
async function fill(cell: Cell, options: CellOptions): Promise<void> {
  if (isSettled(cell, readCellResults(values.results))) return;
  const result = await runCell(cell, options);
  if (result === undefined) return;
  addCellResult(values.results, result);
  const { accuracy, failure, seconds, peakMemoryMb, otherLoad } = result;
  const said = accuracy === undefined ? `failed (${failure})` : `${(accuracy * 100).toFixed(2)} %`;
  const busy = `others ${Math.round(otherLoad * 100)} %`;
  console.log(`${title(cell).join(' ')}: ${said}, ${seconds} s, ${peakMemoryMb} MB, ${busy}`);
}
