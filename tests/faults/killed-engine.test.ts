// The engine process is killed at twenty random moments, from its first milliseconds to the evaluation. Each time the
// store must be whole and the run resumable, and what comes out must be what an undisturbed run gives, to the bit.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { completeRecipe } from '../../src-main/jobs/load-recipe.ts';
import { type RunHandle, resumeRun, type StartOptions, startRun } from '../../src-main/jobs/start-run.ts';
import { listEvaluations } from '../../src-main/store/evaluations-repository.ts';
import { runEpochs, stepCurves } from '../../src-main/store/metrics-repository.ts';
import { lastEnginePid, type Run } from '../../src-main/store/runs-repository.ts';
import { tinyRecipe, writeTinyPictures } from '../jobs/tiny-pictures.ts';
import { temporaryFolder, temporaryStore } from '../store/temporary-store.ts';

const numKills = 20;
const store = temporaryStore();
const data = join(temporaryFolder(), 'pictures');

function tiny() {
  return completeRecipe(tinyRecipe(data, 24), { file: 'tiny', folder: data });
}

/** Everything a run leaves behind that must not depend on how often it was cut. */
function results(run: Run) {
  const file = (name: string) => readFileSync(join(store.paths.runs, run.id, name));
  const curves = stepCurves(store.db, run.key, 100_000);
  return {
    weights: file('model.safetensors').toString('base64'),
    report: JSON.parse(file('evaluation.json').toString('utf8')),
    metrics: listEvaluations(store.db, run.key)[0]!.metrics,
    epochs: runEpochs(store.db, run.key).map(({ endedAtMs: _, ...epoch }) => epoch),
    curves: Object.fromEntries(curves.map(({ metric, points }) => [metric, points])),
    bestEpoch: run.bestEpoch,
  };
}

/** Kills the engine from outside after `ms`, unless the run is over by then. True when it was killed. */
async function killAfter(handle: RunHandle, ms: number): Promise<boolean> {
  const over = handle.done.then(() => 'over' as const);
  if ((await Promise.race([over, delay(ms)])) === 'over') return false;
  const pid = lastEnginePid(store.db, handle.run.key);
  if (pid === null) return false;
  process.kill(pid, 'SIGKILL');
  return (await handle.done).state === 'interrupted';
}

/** The moment training begins, or the run is over. */
function firstStep(): { options: StartOptions; began: Promise<void> } {
  const { promise: began, resolve } = Promise.withResolvers<void>();
  return { began, options: { onEvent: (event) => event.type === 'step' && resolve() } };
}

function seededRandom(seed: number): () => number {
  return () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
}

describe('the engine killed at random moments', () => {
  it(`loses nothing and resumes to the same result, ${numKills} times`, { timeout: 900_000 }, async () => {
    await writeTinyPictures(data);
    const recipe = tiny();
    const first = firstStep();
    const undisturbed = startRun(store, recipe, first.options);
    await first.began;
    const trainingStartMs = Date.now();
    const whole = await undisturbed.done;
    expect(whole.state).toBe('finished');
    const trainingMs = Date.now() - trainingStartMs;
    const expected = results(whole);

    const random = seededRandom(20_261);
    const moments: number[] = [];
    while (moments.length < numKills) {
      let watch = firstStep();
      let handle = startRun(store, recipe, watch.options);
      // A run is cut up to five times; of five kills one falls into the start of the process, before any step.
      for (let cut = 0; cut < 5 && moments.length < numKills; cut++) {
        if (cut < 4) await Promise.race([watch.began, handle.done]);
        if (!(await killAfter(handle, random() * (cut < 4 ? trainingMs / 2 : 1_000)))) break;
        const run = await handle.done;
        moments.push(stepCurves(store.db, run.key, 1e6)[0]?.numRecorded ?? 0);
        expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok');
        expect(run.errorCode).toBe('jobs.engineDied');
        watch = firstStep();
        handle = await resumeRun(store, run, watch.options);
      }
      const run = await handle.done;
      expect([run.state, run.errorMessage]).toEqual(['finished', null]);
      expect(results(run)).toEqual(expected);
    }
    console.log(`killed when so many steps were recorded: ${moments.join(', ')}`);
    expect(new Set(moments).size).toBeGreaterThan(numKills / 3);
  });
});
