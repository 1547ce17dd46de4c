// Starting, pausing, finishing and following runs of the real engine through the API's handlers, with restarts between.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeCursor, RunChanges } from '../../src-main/api/contract/training.ts';
import { router } from '../../src-main/api/router.ts';
import { closeServices, openServices, type Services } from '../../src-main/api/services.ts';
import { runEpochs, stepCurves } from '../../src-main/store/metrics-repository.ts';
import { logTail } from '../../src-main/store/run-log-repository.ts';
import { findRun } from '../../src-main/store/runs-repository.ts';
import { runFolder } from '../../src-main/store/store-folder.ts';
import { takeStoreLock } from '../../src-main/store/store-lock.ts';
import { tinyRecipe, writeTinyPictures } from '../jobs/tiny-pictures.ts';
import { temporaryFolder } from '../store/temporary-store.ts';

const folder = temporaryFolder();
const storeFolder = join(folder, 'store');
const pictures = join(folder, 'pictures');

/** The program is started anew several times here; its process, and so the lock, is one. */
const lock = takeStoreLock(storeFolder);
let services: Services;
let client: ReturnType<typeof open>;

function open() {
  // Electron's form: the temporary folder lies outside what a browser-hosted one would allow.
  services = openServices({ lock, host: 'electron' });
  return createRouterClient(router, { context: services });
}

beforeAll(async () => {
  await writeTinyPictures(pictures);
  client = open();
});

afterAll(() => closeServices(services).finally(() => lock.release()));

/** Follows a run as a screen does, until `isEnough`; everything it was told, put together. */
class Follower {
  readonly steps = new Map<string, Map<number, number | null>>();
  readonly log: string[] = [];
  told: RunChanges | undefined;
  cursor: ChangeCursor | undefined;
  readonly #run: string;

  constructor(run: string) {
    this.#run = run;
  }

  async until(isEnough: (told: RunChanges) => boolean): Promise<RunChanges> {
    for (;;) {
      const told = await client.training.changes({ run: this.#run, since: this.cursor });
      if (told.whole) {
        this.steps.clear();
        this.log.length = 0;
      }
      for (const [metric, points] of Object.entries(told.steps)) {
        const curve = this.steps.get(metric) ?? new Map<number, number | null>();
        this.steps.set(metric, curve);
        for (const [step, value] of points) {
          expect(curve.has(step)).toBe(false);
          curve.set(step, value);
        }
      }
      this.log.push(...told.log.map(({ message }) => message));
      this.told = told;
      this.cursor = told.cursor;
      if (isEnough(told)) return told;
      // Nothing will ever be told again: a failure to be seen at once, not a test that hangs.
      if (['finished', 'failed', 'stopped'].includes(told.run.state))
        throw new Error(`The run is ${told.run.state}, and what was waited for was never told.`);
    }
  }

  /** That nothing was missed: the same as what the store holds. */
  expectComplete(): void {
    const run = findRun(services.store.db, this.#run);
    const stored = stepCurves(services.store.db, run.key, 100_000);
    expect(stored.length).toBeGreaterThan(0);
    for (const { metric, points } of stored)
      expect([...(this.steps.get(metric) ?? [])]).toEqual(points.map((point) => [...point]));
    expect(this.log).toEqual(logTail(services.store.db, run.key, 10_000).map(({ message }) => message));
    expect(this.told!.epochs).toEqual(runEpochs(services.store.db, run.key));
  }
}

const reached =
  (step: number) =>
  ({ live }: RunChanges) =>
    live?.phase === 'training' && live.done >= step;
const ended = ({ run }: RunChanges) => run.state !== 'running' && run.state !== 'queued';

function outcome(id: string) {
  const { db, paths } = services.store;
  const run = findRun(db, id);
  const file = join(runFolder(paths, id), 'model.safetensors');
  return {
    curves: stepCurves(db, run.key, 100_000),
    epochs: runEpochs(db, run.key).map(({ epoch, metrics }) => [epoch, metrics]),
    model: createHash('sha256').update(readFileSync(file)).digest('hex'),
  };
}

describe('a run through the API', () => {
  it('paused and resumed, also over a restart of the program, is the undisturbed run bit for bit, and is followed whole', async () => {
    // Long enough that even a fast machine is still training when it is paused and when it is quit.
    const epochs = 100;
    const recipe = tinyRecipe(pictures, epochs);
    const { run: whole } = await client.training.start({ recipe });
    const first = new Follower(whole);
    await first.until(ended);
    first.expectComplete();
    expect(first.told).toMatchObject({
      run: { state: 'finished', epochs },
      live: null,
      queuePosition: null,
    });
    expect(first.told!.plan).toEqual([
      expect.objectContaining({ name: 'all', epochs, stepsPerEpoch: expect.any(Number) }),
    ]);

    const { run: cut } = await client.training.start({ recipe });
    const follower = new Follower(cut);
    const live = await follower.until(reached(3));
    expect(live.live!.memoryBytes).toBeGreaterThan(10_000_000);
    await client.training.pause({ run: cut });
    expect((await follower.until(ended)).run).toMatchObject({ state: 'paused', errorCode: null });
    follower.expectComplete();
    await closeServices(services);
    client = open();
    expect(findRun(services.store.db, cut).state).toBe('paused');
    expect(await client.training.queue()).toMatchObject({ held: true, active: null });
    await client.training.resume({ run: cut });
    await follower.until(reached(12));
    // Quitting in the middle: interrupted, and to be gone on with.
    await closeServices(services);
    client = open();
    expect((await follower.until(ended)).run.state).toBe('interrupted');
    await client.training.resume({ run: cut });
    await follower.until(({ run }) => run.state === 'finished');
    follower.expectComplete();
    expect(follower.told!.run.resumedCount).toBe(2);
    expect(outcome(cut)).toEqual(outcome(whole));
  });

  it('finished early keeps the best epoch, evaluates it, and says so', async () => {
    const base = tinyRecipe(pictures, 400);
    const hyperparameters = { ...base.hyperparameters, earlyStopping: { metric: 'loss', patience: 400 } };
    const { run } = await client.training.start({ recipe: { ...base, hyperparameters } });
    const follower = new Follower(run);
    await follower.until(({ run: { epochs } }) => epochs >= 3);
    await client.training.finish({ run });
    const told = await follower.until(ended);
    follower.expectComplete();
    expect(told.run.state).toBe('finished');
    expect(told.run.epochs).toBeLessThan(400);
    const best = told.epochs.toSorted((a, b) => a.metrics.valLoss! - b.metrics.valLoss!)[0]!;
    expect(told.run.bestEpoch).toBe(best.epoch);
    expect(told.earlyStopping).toMatchObject({
      metric: 'valLoss',
      patience: 400,
      bestEpoch: best.epoch,
      staleEpochs: told.epochs.length - best.epoch,
    });
    expect(follower.log).toContain('Training was ended early on request.');
    const folderOfRun = runFolder(services.store.paths, run);
    const report = JSON.parse(readFileSync(join(folderOfRun, 'evaluation.json'), 'utf8'));
    expect(report.examples).toBeGreaterThan(0);
  });

  it('asked to finish when it rests goes straight to its evaluation; before its first step it is stopped', async () => {
    const { run } = await client.training.start({ recipe: tinyRecipe(pictures, 300) });
    const follower = new Follower(run);
    await follower.until(reached(4));
    await client.training.pause({ run });
    const steps = (await follower.until(ended)).cursor.step;
    await client.training.finish({ run });
    const told = await follower.until(({ run: { state } }) => state === 'finished');
    expect(told.cursor.step).toBe(steps);

    const { run: unborn } = await client.training.start({ recipe: tinyRecipe(pictures, 300) });
    const early = new Follower(unborn);
    await early.until(({ run: { state } }) => state === 'running');
    await client.training.pause({ run: unborn });
    expect((await early.until(ended)).run.state).toBe('paused');
    await expect(client.training.finish({ run: unborn })).rejects.toMatchObject({
      data: { code: 'jobs.nothingTrained' },
    });
    expect(findRun(services.store.db, unborn).state).toBe('paused');
    await client.training.hold({ held: false });

    const { run: fresh } = await client.training.start({ recipe: tinyRecipe(pictures, 300) });
    const young = new Follower(fresh);
    await young.until(({ run: { state } }) => state === 'running');
    await client.training.finish({ run: fresh });
    expect((await young.until(ended)).run.state).toBe('stopped');
    expect(young.log).toContainEqual(expect.stringContaining('before its first training step'));
    await expect(client.training.resume({ run: fresh })).rejects.toMatchObject({
      code: 'FINESSE',
      data: { code: 'store.illegalTransition' },
    });
  });

  it('refuses a recipe as the command line does, naming the fields', async () => {
    const recipe = { ...tinyRecipe(pictures, 1), seed: 'x' };
    await expect(client.training.start({ recipe })).rejects.toMatchObject({
      code: 'FINESSE',
      data: { code: 'jobs.recipeInvalid' },
    });
  });

  it('thins the curves of a long run, once', async () => {
    const { run } = await client.training.start({ recipe: tinyRecipe(pictures, 1) });
    await new Follower(run).until(ended);
    const { db } = services.store;
    const insert = db.prepare(
      "INSERT OR REPLACE INTO step_metrics SELECT ?, metric_id, ?, 1.0 FROM metrics WHERE name = 'loss'",
    );
    const { key } = findRun(db, run);
    db.transaction(() => {
      for (let step = 1; step <= 10_000; step++) insert.run(key, step);
    })();
    const told = await client.training.changes({ run });
    expect(told.whole).toBe(true);
    expect(told.steps.loss!.length).toBeLessThanOrEqual(2_000);
    expect(told.steps.loss!.at(-1)![0]).toBe(10_000);
    expect(told.cursor.step).toBe(10_000);
    const long = await client.training.changes({
      run,
      since: { ...told.cursor, instance: 'before', step: 5 },
    });
    expect([long.whole, long.steps.loss!.length]).toEqual([true, told.steps.loss!.length]);
    const short = await client.training.changes({
      run,
      since: { ...told.cursor, instance: 'before', step: 9_990 },
    });
    expect([short.whole, short.steps.loss!.length]).toEqual([false, 10]);
  });

  it('tells a list which runs have changed, and that it must be read again after a restart', async () => {
    const { instance, revision } = await client.training.listChanges({});
    const waiting = client.training.listChanges({ since: { instance, revision } });
    const { run } = await client.training.start({ recipe: tinyRecipe(pictures, 1) });
    expect((await waiting).runs).toEqual([run]);
    await new Follower(run).until(ended);
    await closeServices(services);
    client = open();
    expect((await client.training.listChanges({ since: { instance, revision } })).runs).toBeNull();
  });

  it('estimates what it takes, and measures nothing more when nobody waits for it', async () => {
    const recipe = tinyRecipe(pictures, 5);
    const stream = await client.training.estimate({ recipe });
    const phases: string[] = [];
    let next = await stream.next();
    for (; !next.done; next = await stream.next()) phases.push(next.value.phase);
    expect(phases).toEqual(expect.arrayContaining(['training', 'evaluating']));
    const { phases: planned, ...estimate } = next.value;
    expect(planned).toEqual([
      { name: 'all', epochs: 5, secondsPerEpoch: expect.any(Number), steps: 5 * 5, cached: false },
    ]);
    expect(estimate.totalSeconds).toBeGreaterThan(5 * planned[0]!.secondsPerEpoch);
    expect(estimate.memoryBytes).toBeGreaterThan(50_000_000);
    expect(estimate.trainedParameters).toBe(estimate.parameters); // everything, from scratch
    expect(readdirSync(services.store.paths.cache).filter((name) => name.startsWith('dry-run'))).toEqual([]);
    expect(estimate).toMatchObject({ cachingSeconds: 0, choosingSeconds: 0, trainingExamples: 40 });
    // With pretrained weights and few examples, the plan is tried on folds before.
    const few = await client.training.estimate({
      recipe: {
        ...tinyRecipe(pictures, 5),
        model: { weights: 'finesse-resnet-10' },
        preprocessing: { imageSize: 32 },
        hyperparameters: { epochs: 2, batchSize: 8 },
      },
    });
    let last = await few.next();
    while (!last.done) last = await few.next();
    const stepped = last.value.phases.slice(1);
    const once = stepped.reduce((sum, { epochs, secondsPerEpoch }) => sum + epochs * secondsPerEpoch, 0);
    expect(stepped.length).toBeGreaterThan(0);
    expect(last.value.choosingSeconds).toBeCloseTo(2 * once, 9);
    expect(last.value.totalSeconds).toBeGreaterThan(3 * once);
    const control = new AbortController();
    const left = await client.training.estimate({ recipe }, { signal: control.signal });
    await left.next();
    control.abort();
    await expect(left.next().then(() => left.next())).rejects.toThrow();
    await expect.poll(() => readdirSync(services.store.paths.cache).join()).not.toContain('dry-run');
  });
});
