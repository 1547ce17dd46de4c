// How fast the store answers at 10,000 runs of 10,000 points: the list of runs (goal: under 50 ms), the application's
// table of them (goal: under 100 ms for 5,000) and opening one run with its curves (goal: under 100 ms).
// Run: node bench/store.ts [runs] [points per run]
//
// The store is written by SQLite itself from a counter, because only its size and shape matter here: every run has
// 5,000 steps of two metrics, 12 epochs of four, a recipe of 2 kB and an evaluation of 20 figures. Filling stops
// after 150 s; what was written is printed.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { listCheckpoints } from '../src-main/store/checkpoints-repository.ts';
import { listEvaluations, recordEvaluation } from '../src-main/store/evaluations-repository.ts';
import {
  metricId,
  recordEpoch,
  recordSteps,
  runEpochs,
  stepCurves,
} from '../src-main/store/metrics-repository.ts';
import { closeStore, openStore } from '../src-main/store/open-store.ts';
import { listRuns } from '../src-main/store/run-list.ts';
import { logTail } from '../src-main/store/run-log-repository.ts';
import { runTable } from '../src-main/store/run-table.ts';
import { findRun, insertRun } from '../src-main/store/runs-repository.ts';
import { runTags } from '../src-main/store/tags-repository.ts';

const numRuns = Number(process.argv[2] ?? 10_000);
const pointsPerRun = Number(process.argv[3] ?? 10_000);
const fillLimitMs = 150_000;
const metricsPerStep = ['loss', 'learningRate'];

function addRun(db: Database, index: number): number {
  const { key } = insertRun(db, {
    name: `run ${index}`,
    task: 'image-classification',
    model: 'mobilenetv2-0.35',
    recipe: JSON.stringify({ filler: 'x'.repeat(2_000) }),
    seed: index,
    backend: 'ort',
    environment: '{}',
  });
  for (let epoch = 1; epoch <= 12; epoch++) {
    const loss = 1 / epoch + index / numRuns;
    const metrics = { loss, accuracy: 1 - loss / 4, valLoss: loss * 1.1, valAccuracy: 1 - loss / 3 };
    recordEpoch(db, key, { epoch, step: epoch * 400, phase: 'head', endedAtMs: Date.now(), metrics });
  }
  const figures = Array.from({ length: 20 }, (_, at) => ({ metric: `figure${at}`, value: at / index }));
  const metrics = [{ metric: 'accuracy', value: 0.9 }, { metric: 'f1Macro', value: 0.89 }, ...figures];
  recordEvaluation(db, key, { split: 'test', dataPath: '', reportFile: 'evaluation.json', metrics });
  return key;
}

/** Fills the step curves run by run and says how many points it wrote before the time was over. */
function fillCurves(db: Database, keys: readonly number[]): { points: number; seconds: number } {
  const steps = pointsPerRun / metricsPerStep.length;
  const fill = db.prepare(`
    WITH RECURSIVE steps (step) AS (SELECT 1 UNION ALL SELECT step + 1 FROM steps WHERE step < ${steps})
    INSERT INTO step_metrics SELECT ?, ?, step, 2.0 / step + (step * 2654435761 % 1000) / 4000.0 FROM steps`);
  const ids = metricsPerStep.map((name) => metricId(db, name));
  const start = performance.now();
  let points = 0;
  const fillBatch = db.transaction((batch: readonly number[]) => {
    for (const key of batch) for (const id of ids) points += fill.run(key, id).changes;
  });
  for (let at = 0; at < keys.length && performance.now() - start < fillLimitMs; at += 100)
    fillBatch(keys.slice(at, at + 100));
  return { points, seconds: (performance.now() - start) / 1000 };
}

function openRun(db: Database, id: string): number {
  const run = findRun(db, id);
  runEpochs(db, run.key);
  listEvaluations(db, run.key);
  listCheckpoints(db, run.key);
  logTail(db, run.key, 100);
  runTags(db, run.key);
  return stepCurves(db, run.key, 1_000).reduce((total, curve) => total + curve.numRecorded, 0);
}

/** [median, slowest] of `repeat` calls, in milliseconds; the first call, which compiles statements, counts too. */
function time(repeat: number, work: (at: number) => void): readonly [median: number, slowest: number] {
  const times = Array.from({ length: repeat }, (_, at) => {
    const start = performance.now();
    work(at);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return [times[Math.floor(repeat / 2)]!, times.at(-1)!];
}

function report(what: string, [median, slowest]: readonly [number, number], goalMs?: number): void {
  const goal = goalMs === undefined ? '' : `, goal ${goalMs} ms: ${median < goalMs ? 'met' : 'MISSED'}`;
  console.log(`${what}: median ${median.toFixed(1)} ms, slowest ${slowest.toFixed(1)} ms${goal}`);
}

const folder = mkdtempSync(join(tmpdir(), 'finesse-bench-store-'));
try {
  const filling = openStore(folder);
  const keys = filling.db.transaction(() =>
    Array.from({ length: numRuns }, (_, at) => addRun(filling.db, at + 1)),
  )();
  const { points, seconds } = fillCurves(filling.db, keys);
  closeStore(filling);
  const sizeGb = statSync(filling.paths.database).size / 1e9;
  console.log(
    `${numRuns} runs, ${points.toLocaleString('en')} points in ${seconds.toFixed(0)} s ` +
      `(${Math.round(points / seconds).toLocaleString('en')} a second), ${sizeGb.toFixed(2)} GB`,
  );
  if (points < numRuns * pointsPerRun)
    console.log(`Time was over: only the first ${Math.floor(points / pointsPerRun)} runs have their curves.`);

  // Opened anew: SQLite's own cache starts empty; the system's may still hold the file.
  const { db } = openStore(folder);
  const filled = keys.slice(0, Math.floor(points / pointsPerRun)).map((key) => idOf(db, key));
  report(
    `list all ${numRuns} runs`,
    time(11, () => listRuns(db, { limit: numRuns })),
    50,
  );
  report(
    `the application's table of all ${numRuns} runs`,
    time(11, () => runTable(db)),
    numRuns / 50,
  );
  report(
    'list the newest 100',
    time(11, () => listRuns(db, { limit: 100 })),
    50,
  );
  const pick = (at: number) => filled[(at * 7919) % filled.length]!;
  report(
    `open one run of ${pointsPerRun} points`,
    time(31, (at) => openRun(db, pick(at))),
    100,
  );
  report(
    'record 20 steps of 2 metrics',
    time(31, (at) => recordBatch(db, keys[0]!, at)),
  );
  db.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function idOf(db: Database, key: number): string {
  return db.prepare('SELECT run_id FROM runs WHERE run_key = ?').pluck().get(key) as string; // TEXT NOT NULL
}

function recordBatch(db: Database, key: number, at: number): void {
  const steps = Array.from({ length: 20 }, (_, step) => ({
    step: 1_000_000 + at * 20 + step,
    metrics: { loss: 1, learningRate: 0.001 },
  }));
  recordSteps(db, key, steps);
}
