// One cell: its examples, its program, its result.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatasetVersion } from '../../src-main/data/dataset-version.ts';
import { splitSize } from '../../src-main/training/run-dataset.ts';
import { runFiles } from '../../src-main/training/run-files.ts';
import { machineDescription, otherLoad } from '../machine.ts';
import { type ProgramRun, runProgram } from '../run-program.ts';
import type { SideCommand } from '../side.ts';
import { benchPath, commandLine } from '../sides.ts';
import type { Cell } from './cells.ts';
import { openExamples, writePeerExamples } from './examples.ts';
import { recipeOf } from './methods.ts';
import type { Places } from './pairs.ts';
import type { CellResult } from './results-file.ts';

export interface CellOptions {
  readonly places: Places;
  /** The Python with the peers' libraries. */
  readonly python: string;
  readonly threads: number;
  readonly limitSeconds: number;
  /** Ends the program, without a result. */
  readonly interrupted: AbortSignal;
}

interface Material {
  /** Of this cell alone; removed after it. */
  readonly folder: string;
  readonly weights: string;
  readonly path: string;
  readonly version: DatasetVersion;
}

/** Runs a cell from an empty store. Its failure is a result too; undefined where it was interrupted. */
export async function runCell(cell: Cell, options: CellOptions): Promise<CellResult | undefined> {
  const { pair, method, seed, settings } = cell;
  const { places, threads } = options;
  const folder = mkdtempSync(join(tmpdir(), 'finesse-quality-'));
  try {
    const weights = pair.weights(places)!; // the caller has left out pairs without
    const data = await pair.data(places);
    const { path, version } = await openExamples(pair, { path: data, seed, folder: join(folder, 'data') });
    const command =
      method.side === 'finesse'
        ? finesseCommand(cell, { folder, weights, path, version }, threads)
        : peerCommand(cell, { folder, weights: pair.peerWeights ?? weights, path, version }, options);
    const before = await otherLoad();
    const outcome = await outcomeOf(command, options, (run) => read(run, version));
    if (outcome === undefined) return undefined;
    const otherLoadNow = Math.max(before, await otherLoad());
    return {
      pair: pair.name,
      method: method.name,
      seed,
      settings,
      data: version.hash,
      train: splitSize(version, 'train'),
      validation: splitSize(version, 'validation'),
      test: splitSize(version, 'test'),
      ...outcome,
      otherLoad: rounded(otherLoadNow, 2),
      threads,
      machine: machineDescription(),
      date: new Date().toISOString().slice(0, 10),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function finesseCommand({ method, pair, seed }: Cell, material: Material, threads: number): SideCommand {
  const { folder, weights, path } = material;
  const file = join(folder, 'recipe.json');
  if (method.side === 'finesse')
    writeFileSync(file, JSON.stringify(recipeOf(method, { task: pair.task, weights, path, seed })));
  const store = join(folder, 'store');
  const args = ['train', file, '--json', '--store', store, '--set', `engine.threads=${threads}`];
  return { program: process.execPath, args: [commandLine, ...args] };
}

function peerCommand(cell: Cell, material: Material, { python, threads }: CellOptions): SideCommand {
  const { pair, method, seed, settings } = cell;
  const { folder, weights, version } = material;
  const examples = join(folder, 'examples.json');
  writePeerExamples(examples, version);
  const job = { method: method.name, task: pair.task, weights, network: pair.network, examples, settings };
  const file = join(folder, 'job.json');
  writeFileSync(file, JSON.stringify({ ...job, seed, threads }));
  return { program: python, args: [benchPath('peers/quality.py'), file] };
}

type Outcome = Pick<CellResult, 'accuracy' | 'notes' | 'failure' | 'seconds' | 'peakMemoryMb'>;

async function outcomeOf(
  command: SideCommand,
  { limitSeconds, interrupted }: CellOptions,
  readRun: (run: ProgramRun) => Outcome,
): Promise<Outcome | undefined> {
  const begun = performance.now();
  const limit = AbortSignal.timeout(limitSeconds * 1000);
  try {
    return readRun(await runProgram(command, AbortSignal.any([limit, interrupted])));
  } catch (error) {
    if (interrupted.aborted) return undefined;
    console.error(error);
    const seconds = rounded((performance.now() - begun) / 1000, 1);
    return { failure: limit.aborted ? 'time' : 'error', seconds, peakMemoryMb: 0 };
  }
}

interface LastLine {
  readonly test: { readonly accuracy: number };
  /** Ours: the run's folder. */
  readonly folder?: string;
  readonly epochs?: number;
  readonly bestEpoch?: number | null;
  /** The peer's. */
  readonly notes?: object;
}

function read({ lastLine, elapsedMs, peakMemoryMb }: ProgramRun, version: DatasetVersion): Outcome {
  const { test, folder, epochs, bestEpoch, notes } = JSON.parse(lastLine) as LastLine; // as both sides print it
  if (folder !== undefined) checkSameData(folder, version);
  return {
    accuracy: test.accuracy,
    notes: notes ?? { epochs, bestEpoch },
    seconds: rounded(elapsedMs / 1000, 1),
    peakMemoryMb: Math.round(peakMemoryMb),
  };
}

/** What Python is given has to be what the run has seen. */
function checkSameData(runFolder: string, { hash }: DatasetVersion): void {
  const used = JSON.parse(readFileSync(join(runFolder, runFiles.dataset), 'utf8')) as DatasetVersion; // of the run
  if (used.hash !== hash) throw new Error(`The run split its data otherwise: ${used.hash}, not ${hash}`);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
