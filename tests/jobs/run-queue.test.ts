import { afterEach, describe, expect, it } from 'vitest';
import { ChangeHub } from '../../src-main/jobs/change-hub.ts';
import { recoverRuns } from '../../src-main/jobs/recover-runs.ts';
import { isAlive } from '../../src-main/jobs/run-owner.ts';
import { RunQueue } from '../../src-main/jobs/run-queue.ts';
import { startRun } from '../../src-main/jobs/start-run.ts';
import { closeStore, openStore } from '../../src-main/store/open-store.ts';
import { findRun, lastEnginePid } from '../../src-main/store/runs-repository.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import { temporaryStore } from '../store/temporary-store.ts';

const entry = new URL('./fixtures/fake-engine.ts', import.meta.url);
const opened: RunQueue[] = [];
let store = temporaryStore();

function openQueue() {
  const hub = new ChangeHub();
  const queue = new RunQueue({ store, hub, entry, closeLimitMs: 2_000 });
  queue.open();
  opened.push(queue);
  const stateOf = (id: string) => findRun(store.db, id).state;
  /** Waits for news until a run is in a state. */
  const until = async (id: string, state: string) => {
    await hub.wait(() => stateOf(id) === state, { limitMs: 10_000 });
    expect(stateOf(id)).toBe(state);
  };
  return { hub, queue, stateOf, until };
}

function recipe(name: string) {
  return recipeSchema.parse({
    task: 'image-classification',
    name,
    model: { weights: 'fake' },
    data: { path: store.paths.folder },
  });
}

afterEach(async () => {
  for (const queue of opened.splice(0)) await queue.close();
  store = temporaryStore();
});

describe('the queue', () => {
  it('runs one at a time, in order, and goes on when one ends or dies', async () => {
    const { queue, until, stateOf } = openQueue();
    const [a, b, c] = ['steps=20 stepMs=5', 'steps=20 crashAt=5', 'steps=10'].map(
      (name) => queue.add(recipe(name)).id,
    ) as [string, string, string];
    await until(a, 'running');
    expect([stateOf(b), stateOf(c)]).toEqual(['queued', 'queued']);
    expect(queue.waiting.map(({ id }) => id)).toEqual([b, c]);
    await until(c, 'finished');
    expect(stateOf(a)).toBe('finished');
    expect(findRun(store.db, b)).toMatchObject({ state: 'interrupted', errorCode: 'jobs.engineDied' });
    const started = [a, b, c].map((id) => findRun(store.db, id).startedAtMs!);
    expect(started).toEqual(started.toSorted((x, y) => x - y));
    expect(findRun(store.db, b).startedAtMs!).toBeGreaterThanOrEqual(findRun(store.db, a).endedAtMs!);
  });

  it('closes although its engine hears nothing any more, and the run can go on', async () => {
    const { queue, until, hub } = openQueue();
    const { id } = queue.add(recipe('steps=30 hangAt=15'));
    await until(id, 'running');
    await hub.wait(() => findRun(store.db, id).epochs > 0, { limitMs: 10_000 });
    const pid = lastEnginePid(store.db, findRun(store.db, id).key)!;
    await queue.close();
    expect(isAlive(pid)).toBe(false);
    expect(findRun(store.db, id)).toMatchObject({ state: 'interrupted', errorCode: null });
    const again = openQueue();
    again.queue.resume(id);
    await again.until(id, 'finished');
  });

  it('can be put into another order, held, and left', async () => {
    const { queue, until, stateOf } = openQueue();
    queue.hold(true);
    const [a, b, c] = [1, 2, 3].map((seed) => queue.add({ ...recipe('steps=10'), seed }).id) as [
      string,
      string,
      string,
    ];
    queue.reorder([c, a]);
    expect(queue.waiting.map(({ id }) => id)).toEqual([c, a, b]);
    queue.cancel(a);
    expect(stateOf(a)).toBe('stopped');
    expect(() => queue.cancel(a)).toThrow(/is stopped and does not wait/);
    expect(queue.active).toBeUndefined();
    queue.hold(false);
    await until(b, 'finished');
    expect(findRun(store.db, c).endedAtMs!).toBeLessThanOrEqual(findRun(store.db, b).startedAtMs!);
    expect(findRun(store.db, a)).toMatchObject({ state: 'stopped', startedAtMs: null });
  });

  it('pauses: nothing is left running, the others wait, and it goes on where it stood, before them', async () => {
    const { queue, until, stateOf, hub } = openQueue();
    const a = queue.add(recipe('steps=60 stepMs=5')).id;
    const b = queue.add(recipe('steps=10')).id;
    await until(a, 'running');
    await hub.wait(() => (queue.liveWork(a)?.done ?? 0) > 5, { limitMs: 5_000 });
    queue.pause(a);
    await until(a, 'paused');
    expect(recoverRuns(store)).toEqual([]);
    await new Promise((done) => setTimeout(done, 100));
    expect([stateOf(a), stateOf(b), queue.held]).toEqual(['paused', 'queued', true]);
    queue.resume(a);
    await until(b, 'finished');
    expect(findRun(store.db, a)).toMatchObject({ state: 'finished', resumedCount: 1 });
    expect(findRun(store.db, a).endedAtMs!).toBeLessThanOrEqual(findRun(store.db, b).startedAtMs!);
  });

  it('takes a paused run that waits again out of the queue without ending it', async () => {
    const { queue, until, stateOf, hub } = openQueue();
    const a = queue.add(recipe('steps=500 stepMs=5')).id;
    await hub.wait(() => (queue.liveWork(a)?.done ?? 0) > 2, { limitMs: 5_000 });
    queue.pause(a);
    await until(a, 'paused');
    const b = queue.add(recipe('steps=500 stepMs=5')).id;
    queue.resume(b);
    await until(b, 'running');
    queue.resume(a);
    expect(stateOf(a)).toBe('queued');
    queue.cancel(a);
    expect(stateOf(a)).toBe('paused');
    queue.stop(a);
    expect(stateOf(a)).toBe('stopped');
    expect(() => queue.resume(a)).toThrow(/is stopped and cannot become queued/);
    queue.stop(b);
    await until(b, 'stopped');
  });

  it('finishes what runs, what rests, and nothing that was never trained', async () => {
    const { queue, until, hub } = openQueue();
    const a = queue.add(recipe('steps=500 stepMs=5')).id;
    const b = queue.add(recipe('steps=500 stepMs=5')).id;
    expect(() => queue.finish(b)).toThrow(/not been trained at all/);
    await hub.wait(() => (queue.liveWork(a)?.done ?? 0) > 2, { limitMs: 5_000 });
    queue.finish(a);
    await until(a, 'finished');
    await hub.wait(() => (queue.liveWork(b)?.done ?? 0) > 2, { limitMs: 5_000 });
    queue.pause(b);
    await until(b, 'paused');
    queue.finish(b);
    await until(b, 'finished');
    expect(findRun(store.db, b).resumedCount).toBe(1);
  });

  it('ends as stopped what is asked to finish before its first step', async () => {
    const { queue, until } = openQueue();
    const a = queue.add(recipe('steps=500 stepMs=5 loadMs=300')).id;
    await until(a, 'running');
    queue.finish(a);
    await until(a, 'stopped');
  });

  it('survives a restart of the program: the running one is interrupted, the others run', async () => {
    const first = openQueue();
    const a = first.queue.add(recipe('steps=500 stepMs=5')).id;
    const b = first.queue.add(recipe('steps=10')).id;
    await first.hub.wait(() => (first.queue.liveWork(a)?.done ?? 0) > 2, { limitMs: 5_000 });
    await first.queue.close();
    expect([first.stateOf(a), first.stateOf(b)]).toEqual(['interrupted', 'queued']);
    const { folder } = store.paths;
    closeStore(store);
    store = openStore(folder);
    recoverRuns(store);
    const second = openQueue();
    await second.until(b, 'finished');
    expect(second.stateOf(a)).toBe('interrupted');
    second.queue.finish(a);
    await second.until(a, 'finished');
  });

  it('keeps the wish to finish through a restart', async () => {
    const first = openQueue();
    const a = first.queue.add(recipe('steps=500 stepMs=5')).id;
    await first.hub.wait(() => (first.queue.liveWork(a)?.done ?? 0) > 2, { limitMs: 5_000 });
    first.queue.pause(a);
    await first.until(a, 'paused');
    const other = startRun(store, recipe('steps=500 stepMs=5'), { entry });
    first.queue.finish(a);
    expect(first.stateOf(a)).toBe('queued');
    await first.queue.close();
    other.kill();
    await other.done;
    const second = openQueue();
    await second.until(a, 'finished');
  });

  it('waits for a run that something else drives', async () => {
    const other = startRun(store, recipe('steps=60 stepMs=5'), { entry });
    const { queue, until, stateOf } = openQueue();
    const a = queue.add(recipe('steps=10')).id;
    await new Promise((done) => setTimeout(done, 50));
    expect(stateOf(a)).toBe('queued');
    const ended = await other.done;
    await until(a, 'finished');
    expect(findRun(store.db, a).startedAtMs!).toBeGreaterThanOrEqual(ended.endedAtMs!);
  });
});

describe('the change hub', () => {
  it('wakes who waits, forgets who leaves, and gives up at the limit', async () => {
    const hub = new ChangeHub();
    const control = new AbortController();
    const left = hub.wait(() => false, { limitMs: 10_000, signal: control.signal });
    const woken = hub.wait(() => hub.revisionOf('a') > 0, { limitMs: 10_000 });
    const late = hub.wait(() => false, { limitMs: 20 });
    expect(hub.numWaiting).toBe(3);
    hub.changed('b');
    expect(hub.numWaiting).toBe(3);
    hub.changed('a');
    await woken;
    control.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    await late;
    expect(hub.numWaiting).toBe(0);
    expect(hub.since(0)).toEqual(['b', 'a']);
    expect(hub.since(1)).toEqual(['a']);
    hub.changedAround();
    expect([hub.revision, hub.since(2)]).toEqual([3, []]);
  });
});
