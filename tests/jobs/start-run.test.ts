import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { recoverRuns } from '../../src-main/jobs/recover-runs.ts';
import { isAlive, waitUntilGone } from '../../src-main/jobs/run-owner.ts';
import { resumeRun, type StartOptions, startRun } from '../../src-main/jobs/start-run.ts';
import { datasetByKey } from '../../src-main/store/dataset-versions-repository.ts';
import { listEvaluations } from '../../src-main/store/evaluations-repository.ts';
import { runEpochs, stepCurves } from '../../src-main/store/metrics-repository.ts';
import { logTail, runWork, workSpans } from '../../src-main/store/run-log-repository.ts';
import {
  claimRun,
  errorParams,
  findRun,
  lastEnginePid,
  type Run,
  runByKey,
} from '../../src-main/store/runs-repository.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import type { TrainingEvent } from '../../src-main/training/training-events.ts';
import { addRun, temporaryStore } from '../store/temporary-store.ts';

const store = temporaryStore();
const { db } = store;
const entry = new URL('./fixtures/fake-engine.ts', import.meta.url);

function recipe(name: string) {
  return recipeSchema.parse({
    task: 'image-classification',
    name,
    experiment: 'supervision',
    model: { weights: 'fake' },
    data: { path: store.paths.folder },
  });
}

/** Starts the fake engine; `at` is called at each step with a handle to the run. */
function start(name: string, options: StartOptions = {}) {
  return startRun(store, recipe(name), { entry, ...options });
}

function losses(run: Run) {
  return stepCurves(db, run.key, 10_000).find((curve) => curve.metric === 'loss')?.points;
}

describe('a run with its engine process', () => {
  it('ends finished, with every step, epoch, phase of work, dataset version and test figure in the store', async () => {
    const run = await start('steps=40').done;
    expect(run).toMatchObject({
      state: 'finished',
      epochs: 4,
      bestEpoch: 1,
      experiment: 'supervision',
      resumedCount: 0,
    });
    expect(run.seconds).toBeGreaterThan(0);
    expect(losses(run)).toHaveLength(40);
    expect(runEpochs(db, run.key)).toHaveLength(4);
    expect(runWork(db, run.key)).toMatchObject([{ phase: 'loading' }, { phase: 'training' }]);
    expect(datasetByKey(db, run.datasetKey!)).toMatchObject({ numExamples: 10 });
    const [evaluation] = listEvaluations(db, run.key);
    expect(evaluation!.metrics[0]).toMatchObject({ metric: 'accuracy', value: 0.75 });
    expect(JSON.parse(run.environment)).toMatchObject({ node: process.version });
    expect(lastEnginePid(db, run.key)).toBeNull();
  });

  it('stops at a checkpoint when asked, and resumed ends exactly where an uninterrupted run does', async () => {
    const whole = await start('steps=60').done;
    const handle = start('steps=60 stepMs=2', {
      onEvent: (event) => event.type === 'step' && event.step === 23 && handle.stop(),
    });
    const cut = await handle.done;
    expect(cut).toMatchObject({ state: 'interrupted', errorCode: null });
    expect(losses(cut)!.length).toBeLessThan(60);
    const resumed = await (await resumeRun(store, cut, { entry })).done;
    expect(resumed).toMatchObject({ state: 'finished', resumedCount: 1, epochs: 6 });
    expect(losses(resumed)).toEqual(losses(whole));
    expect(logTail(db, cut.key, 9).map((line) => line.message)).toContain('resumed on the recorded data');
  });

  it('is interrupted, with what to do, when its engine is killed, and loses nothing', async () => {
    const whole = await start('steps=30').done;
    const cut = await start('steps=30 crashAt=17').done;
    expect(cut).toMatchObject({ state: 'interrupted', errorCode: 'jobs.engineDied' });
    expect(cut.errorMessage).toContain(`finesse train --resume ${cut.id}`);
    expect(cut.errorMessage).toContain('want of memory');
    expect(losses(cut)).toHaveLength(17);
    const resumed = await (await resumeRun(store, cut, { entry })).done;
    expect(resumed).toMatchObject({ state: 'finished', errorCode: null });
    expect(losses(resumed)).toEqual(losses(whole));
  });

  it('learns at its end of an epoch that ended while no main process listened, and which backend was used', async () => {
    const cut = await start('steps=30 crashAt=27').done;
    expect(cut.backend).toBe('auto');
    db.prepare('DELETE FROM epochs WHERE run_key = ? AND epoch = 2').run(cut.key);
    db.prepare('DELETE FROM epoch_metrics WHERE run_key = ? AND epoch = 2').run(cut.key);
    const resumed = await (await resumeRun(store, cut, { entry })).done;
    expect(resumed.backend).toBe('fake');
    expect(runEpochs(db, cut.key).map(({ epoch, metrics }) => [epoch, metrics.valLoss! > 0])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
  });

  it('can be started again from the beginning when it was killed before its first checkpoint', async () => {
    const cut = await start('steps=20 crashAt=3').done;
    const resumed = await (await resumeRun(store, cut, { entry })).done;
    expect(resumed.state).toBe('finished');
    expect(losses(resumed)).toHaveLength(20);
  });

  it('survives a kill by hand, which is not called a fault', async () => {
    const handle = start('steps=500 stepMs=2', {
      onEvent: (event) => event.type === 'step' && event.step === 12 && handle.kill(),
    });
    expect(await handle.done).toMatchObject({ state: 'interrupted', errorCode: null });
  });

  it.each([
    ['stop', 'interrupted'],
    ['pause', 'paused'],
    ['end', 'stopped'],
  ] as const)(
    '%s ends an engine that hears nothing any more, and what it saved stays',
    async (wish, state) => {
      const handle = start('steps=40 hangAt=17', {
        silenceLimitMs: 300,
        onEvent: (event) => event.type === 'step' && event.step === 17 && handle[wish](),
      });
      const cut = await handle.done;
      expect(cut).toMatchObject({ state, errorCode: 'jobs.engineHung' });
      expect(cut.errorMessage).toMatch(/no sign of life for \d+ s, and was ended/);
      expect(losses(cut)).toHaveLength(17);
      if (state === 'stopped') return;
      const resumed = await (await resumeRun(store, cut, { entry })).done;
      expect(resumed).toMatchObject({ state: 'finished', errorCode: null });
      expect(losses(resumed)).toHaveLength(40);
    },
  );

  it('fails with the words of the engine, keeps the stack for the log, and can be resumed', async () => {
    const run = await start('steps=20 failAt=14').done;
    expect(run).toMatchObject({
      state: 'failed',
      errorCode: 'training.diverged',
      errorMessage: 'not a finite number',
    });
    expect(errorParams(run)).toEqual({ step: 14, epoch: 1, learningRate: 0.5 });
    const log = logTail(db, run.key, 9);
    expect(log).toContainEqual(expect.objectContaining({ level: 'error', message: 'at x', code: null }));
    expect(log).toContainEqual(
      expect.objectContaining({ code: 'training.data', params: { resumed: false }, message: 'new data' }),
    );
    expect((await (await resumeRun(store, run, { entry })).done).state).toBe('finished');
  });

  it('is interrupted when the engine leaves without a last word', async () => {
    const run = await start('steps=20 exitAt=14').done;
    expect(run).toMatchObject({ state: 'interrupted', errorCode: 'jobs.engineDied' });
    expect(run.errorMessage).toContain('exit code 3');
  });

  it('fails, with the reason from its log, when the engine cannot start', async () => {
    const run = await start('throwAtStart=1').done;
    expect(run).toMatchObject({ state: 'failed', errorCode: 'jobs.engineDidNotStart' });
    expect(run.errorMessage).toContain('RangeError: no such backend');
    expect(readFileSync(join(store.paths.runs, run.id, 'engine.log'), 'utf8')).toContain('no such backend');
  });

  it('cannot be driven by two processes, nor resumed when it has finished', async () => {
    const handle = start('steps=20 stepMs=2');
    await expect(resumeRun(store, handle.run, { entry })).rejects.toThrow(
      /is running and cannot become running/,
    );
    const run = await handle.done;
    await expect(resumeRun(store, run, { entry })).rejects.toThrow(/is finished and cannot become running/);
  });

  it('keeps its figures when the report on disk is damaged', async () => {
    const onEvent = (event: TrainingEvent) => {
      if (event.type === 'evaluated')
        writeFileSync(join(store.paths.runs, handle.run.id, event.file), '{"cut');
    };
    const handle = start('steps=10', { onEvent });
    const run = await handle.done;
    expect(run.state).toBe('finished');
    expect(logTail(db, run.key, 9).at(-1)!.message).toMatch(/evaluation\.json but cannot be read back/);
  });

  it('waits for a store that another process has locked, and records everything afterwards', async () => {
    const { default: BetterSqlite } = await import('better-sqlite3');
    const other = new BetterSqlite(store.paths.database);
    db.pragma('busy_timeout = 10');
    const handle = start('steps=60 stepMs=5');
    await new Promise((done) => setTimeout(done, 250));
    other.exec('BEGIN IMMEDIATE');
    await new Promise((done) => setTimeout(done, 400));
    other.exec('COMMIT');
    other.close();
    const run = await handle.done;
    db.pragma('busy_timeout = 5000');
    expect(run.state).toBe('finished');
    expect(losses(run)).toHaveLength(60);
  });

  it('stops its engine and reports a full disk; what was saved stays', async () => {
    const full = temporaryStore();
    const handle = startRun(full, recipe('steps=100000 stepMs=1'), { entry });
    await new Promise((done) => setTimeout(done, 300));
    full.db.pragma(`max_page_count = ${full.db.pragma('page_count', { simple: true })}`);
    await expect(handle.done).rejects.toThrow(/The disk of .*finesse\.db is full/);
    expect(full.db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(existsSync(join(full.paths.runs, handle.run.id, 'checkpoint.json'))).toBe(true);
  });

  it('stops its engine when another process has taken the run over', async () => {
    const handle = start('steps=100000 stepMs=2');
    db.prepare("UPDATE runs SET owner = 'another' WHERE run_key = ?").run(handle.run.key);
    await expect(handle.done).rejects.toThrow(/taken over/);
  });
});

describe('recovery', () => {
  it('leaves a run alone whose process lives', async () => {
    const handle = start('steps=30 stepMs=5');
    expect(recoverRuns(store)).not.toContain(handle.run.id);
    expect((await handle.done).state).toBe('finished');
  });

  it('marks a run interrupted whose process is gone or has long been silent, here or elsewhere', () => {
    const claim = (owner: { host: string; pid: number }, silentMs: number) => {
      const run = addRun(store);
      claimRun(db, run.key, { token: 't', ...owner });
      db.prepare('UPDATE runs SET heartbeat_at_ms = ? WHERE run_key = ?').run(Date.now() - silentMs, run.key);
      return run;
    };
    const here = db.prepare('SELECT owner_host FROM runs WHERE owner_host IS NOT NULL').pluck();
    const own = start('steps=1');
    const host = here.get() as string;
    const gone = claim({ host, pid: 2 ** 22 + 5 }, 0);
    const reused = claim({ host, pid: process.pid }, 3_600_000);
    const elsewhere = claim({ host: 'another-machine', pid: 1 }, 3_600_000);
    const busyElsewhere = claim({ host: 'another-machine', pid: 1 }, 5_000);
    const recovered = recoverRuns(store);
    expect(recovered).toEqual(expect.arrayContaining([gone.id, reused.id, elsewhere.id]));
    expect(recovered).not.toContain(busyElsewhere.id);
    expect(runByKey(db, gone.key)).toMatchObject({ state: 'interrupted', errorCode: 'jobs.mainDied' });
    return own.done;
  });

  it('after main was killed: an engine that hears nothing any more is ended by its own watch', async () => {
    const main = spawn(process.execPath, [
      fileURLToPath(new URL('./fixtures/main-process.ts', import.meta.url)),
      store.paths.folder,
      'steps=40 hangAt=5',
    ]);
    const [line] = (await once(main.stdout, 'data')) as [Buffer];
    const { run, pid } = JSON.parse(line.toString()) as { run: string; pid: number };
    main.kill('SIGKILL');
    await once(main, 'exit');
    expect(await waitUntilGone(pid, 20_000)).toBe(true);
    expect(recoverRuns(store)).toContain(run);
    const resumed = await (await resumeRun(store, findRun(db, run), { entry })).done;
    expect(resumed.state).toBe('finished');
  });

  it('after main was killed: the engine ends itself, the store is whole, and the run resumes to the same result', async () => {
    const whole = await start('steps=40').done;
    const main = spawn(process.execPath, [
      fileURLToPath(new URL('./fixtures/main-process.ts', import.meta.url)),
      store.paths.folder,
      'steps=40 stepMs=20',
    ]);
    const [line] = (await once(main.stdout, 'data')) as [Buffer];
    const { run: id, pid } = JSON.parse(line.toString()) as { run: string; pid: number };
    main.kill('SIGKILL');
    await once(main, 'exit');
    expect(await waitUntilGone(pid, 5_000)).toBe(true);
    expect(isAlive(pid)).toBe(false);
    expect(recoverRuns(store)).toContain(id);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const cut = findRun(db, id);
    expect(cut).toMatchObject({ state: 'interrupted', errorCode: 'jobs.mainDied' });
    const resumed = await (await resumeRun(store, cut, { entry })).done;
    expect(resumed.state).toBe('finished');
    // Steps between the death of main and that of the engine were heard by nobody; all others are there, and equal.
    expect(losses(whole)).toEqual(expect.arrayContaining([...losses(resumed)!]));
    expect(losses(resumed)!.at(-1)).toEqual(losses(whole)!.at(-1));
    expect(runEpochs(db, resumed.key).map(({ epoch, metrics }) => [epoch, metrics])).toEqual(
      runEpochs(db, whole.key).map(({ epoch, metrics }) => [epoch, metrics]),
    );
  });
});

describe('the times of a run while the system clock is set', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Trains while the clock leaps by `byMs` after step 15, is cut at step 25, and goes on after the clock leapt again. */
  async function trainThrough(byMs: number): Promise<Run> {
    vi.useFakeTimers({ toFake: ['Date'] });
    const leap = () => vi.setSystemTime(Date.now() + byMs);
    const handle = start('steps=40 stepMs=2', {
      onEvent: (event) => {
        if (event.type === 'step' && event.step === 15) leap();
        if (event.type === 'step' && event.step === 25) handle.stop();
      },
    });
    const cut = await handle.done;
    leap();
    return (await resumeRun(store, cut, { entry })).done;
  }

  it.each([
    ['back', -172_800_000],
    ['forward', 172_800_000],
  ])('durations are measured when it is set %s, and added over the stretches', async (_, byMs) => {
    const run = await trainThrough(byMs);
    expect(run).toMatchObject({ state: 'finished', resumedCount: 1, epochs: 4 });
    expect(run.seconds).toBeGreaterThan(0);
    expect(run.seconds).toBeLessThan(600);
    for (const { phase, seconds } of runWork(db, run.key)) {
      expect(seconds, phase).toBeGreaterThanOrEqual(0);
      expect(seconds, phase).toBeLessThan(600);
    }
    const ends = runEpochs(db, run.key).map(({ endedAtMs }) => endedAtMs);
    expect(ends).toEqual(ends.toSorted((a, b) => a - b));
    const spans = workSpans(db, run.key);
    for (const { startedAtMs, endedAtMs } of spans) expect(endedAtMs).toBeGreaterThanOrEqual(startedAtMs);
    const ended = (stretch: number) =>
      Math.max(...spans.filter((span) => span.stretch === stretch).map(({ endedAtMs }) => endedAtMs));
    const begun = Math.min(
      ...spans.filter(({ stretch }) => stretch === 1).map(({ startedAtMs }) => startedAtMs),
    );
    expect(begun).toBeGreaterThanOrEqual(ended(0));
  });
});
