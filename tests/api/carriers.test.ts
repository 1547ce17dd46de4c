// The one typed API over both carriers: what the renderer may rely on, whichever moves it.
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionState } from '../../src-renderer/lib/api/connection.ts';
import { ConnectionLostError } from '../../src-renderer/lib/api/connection-lost.ts';
import { faultOf } from '../../src-renderer/lib/api/faults.ts';
import { follow } from '../../src-renderer/lib/api/follow.ts';
import { type Rig, rigs } from './carrier-rigs.ts';

let rig: Rig;

afterEach(() => rig.close());

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it did not fail'),
    (error: unknown) => error,
  );

/** Follows the probe's events until `limit` of them have come. */
async function followed(
  { client }: Rig,
  limit: number,
  onBatch: (events: readonly number[]) => Promise<void> | void = () => {},
) {
  const seen: number[] = [];
  const controller = new AbortController();
  const options = {
    from: 0,
    cursorOf: ({ cursor }: { cursor: number }) => cursor,
    signal: controller.signal,
  };
  const batches = follow((since, signal) => client.probe.changes({ since: since ?? 0 }, { signal }), options);
  for await (const { events } of batches) {
    await onBatch(events);
    seen.push(...events);
    if (seen.length >= limit) controller.abort();
  }
  return seen;
}

describe.each(rigs)('the API over a %s', (_, makeRig) => {
  it('answers a request', async () => {
    rig = await makeRig();
    expect(await rig.client.system.hello()).toMatchObject({
      host: 'browser',
      storeFolder: rig.services.store.paths.folder,
    });
  });

  it('refuses input that is not what the contract says, and names the place', async () => {
    rig = await makeRig();
    const error = await rejection(rig.client.probe.echo({ text: 7 as unknown as string }));
    expect(error).toMatchObject({ code: 'BAD_REQUEST', data: { issues: [{ path: ['text'] }] } });
  });

  it('carries a fault with its code, its parameters and its words', async () => {
    rig = await makeRig();
    const fault = faultOf(await rejection(rig.client.files.list({ path: '/etc' })));
    expect(fault).toMatchObject({ code: 'files.notAllowed', known: true, params: { path: '/etc' } });
    expect(fault.message).toContain('--allow');
  });

  it('tells nothing of a mistake of the program but that there was one', async () => {
    rig = await makeRig();
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    const error = await rejection(rig.client.probe.broken());
    expect(JSON.stringify(error)).not.toContain('secrets');
    expect(faultOf(error)).toMatchObject({ code: 'internal', known: false });
    expect(printed.mock.calls.flat()).toContainEqual(expect.stringContaining('secrets'));
    printed.mockRestore();
  });

  it('cancels: the abort reaches the handler, and the request ends at once', async () => {
    rig = await makeRig();
    const controller = new AbortController();
    const waiting = rejection(rig.client.probe.wait(undefined, { signal: controller.signal }));
    await vi.waitFor(() => expect(rig.state.numWaiting).toBe(1));
    controller.abort();
    expect(await waiting).toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(rig.state.ended).toEqual(['aborted']));
  });

  it('reports progress and ends with the result', async () => {
    rig = await makeRig();
    const progress = await rig.client.probe.count({ to: 5, fail: false });
    const seen: number[] = [];
    for (;;) {
      const { value, done } = await progress.next();
      if (done) {
        expect(value).toEqual({ sum: 15 });
        break;
      }
      seen.push(value.done);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it('carries a fault that comes in the middle of a task', async () => {
    rig = await makeRig();
    const seen: number[] = [];
    const error = await rejection(
      (async () => {
        for await (const { done } of await rig.client.probe.count({ to: 9, fail: true })) seen.push(done);
      })(),
    );
    expect(seen).toEqual([1, 2, 3]);
    expect(faultOf(error)).toMatchObject({ code: 'files.notThere', params: { path: '/three' } });
  });

  it('ends a task whose progress nobody watches any more', async () => {
    rig = await makeRig();
    for await (const { done } of await rig.client.probe.count({ to: 100_000, fail: false }))
      if (done === 3) break;
    await vi.waitFor(() => expect(rig.state.ended).toEqual(['count']));
    expect(rig.state.numYielded).toBeLessThan(100);
  });

  it('follows events with a slow consumer without asking ahead of it', async () => {
    rig = await makeRig();
    const emitting = (async () => {
      for (let n = 0; n < 200; n += 1) {
        rig.state.emit(n);
        await delay(1);
      }
    })();
    const seen = await followed(rig, 200, async () => void (await delay(50)));
    await emitting;
    expect(seen).toEqual(Array.from({ length: 200 }, (_, n) => n));
    // Fifty milliseconds a batch: had it been pushed, each of the 200 events would have been a message of its own.
    expect(rig.state.numPulls).toBeLessThan(30);
  });

  it('loses and repeats no event over broken connections', async () => {
    rig = await makeRig();
    let isOver = false;
    const disturbing = (async () => {
      for (let n = 0; n < 120; n += 1) {
        rig.state.emit(n);
        if (n % 25 === 10) rig.cut();
        await delay(4);
      }
      isOver = true;
    })();
    const seen = await followed(rig, 120);
    await disturbing;
    expect(isOver).toBe(true);
    expect(seen).toEqual(Array.from({ length: 120 }, (_, n) => n));
  });

  it('fails what is under way when the line breaks, and goes on by itself afterwards', async () => {
    const states: ConnectionState[] = [];
    rig = await makeRig({ onState: (state) => states.push(state) });
    const waiting = rejection(rig.client.probe.wait());
    const watching = rejection(
      (async () => {
        for await (const _ of await rig.client.probe.count({ to: 100_000, fail: false }));
      })(),
    );
    await vi.waitFor(() => expect(rig.state.numYielded).toBeGreaterThan(0));
    rig.cut();
    expect(await waiting).toBeInstanceOf(ConnectionLostError);
    expect(await watching).toBeInstanceOf(ConnectionLostError);
    await rig.connection.connected();
    expect(await rig.client.probe.echo({ text: 'again' })).toEqual({ text: 'again' });
    expect(states).toEqual(['connected', 'lost', 'connected']);
    // On the main side nothing goes on for a page that has gone.
    await vi.waitFor(() => expect(rig.state.ended.toSorted()).toEqual(['aborted', 'count']));
  });

  it('waits a while for a lost connection, then fails the request', async () => {
    rig = await makeRig({ patienceMs: 150 });
    await rig.client.system.hello();
    rig.network.up = false;
    rig.cut();
    await vi.waitFor(() => expect(rig.connection.state).toBe('lost'));
    const error = await rejection(rig.client.system.hello());
    expect(faultOf(error)).toMatchObject({ code: 'connection', known: true });
    rig.network.up = true;
    if (!(error instanceof ConnectionLostError)) return expect.fail('another error');
    await error.restored();
    expect(rig.connection.state).toBe('connected');
  });

  it('tries at once when the computer wakes up', async () => {
    rig = await makeRig({ pausesMs: [60_000] });
    await rig.client.system.hello();
    rig.network.up = false;
    rig.cut();
    await vi.waitFor(() => expect(rig.connection.state).toBe('lost'));
    await delay(50);
    rig.network.up = true;
    await rig.connection.check();
    await rig.connection.connected(AbortSignal.timeout(2_000));
  });

  it('will not work with a main process of another version', async () => {
    rig = await makeRig({ version: '99.0.0' });
    await vi.waitFor(() => expect(rig.connection.state).toBe('incompatible'));
    expect(await rejection(rig.client.probe.echo({ text: '' }))).toBeInstanceOf(ConnectionLostError);
  });

  it('carries a message of several megabytes', async () => {
    rig = await makeRig();
    const text = 'façade 𝄞 '.repeat(500_000);
    expect((await rig.client.probe.echo({ text })).text === text).toBe(true);
  });

  it('keeps five hundred requests at a time apart', async () => {
    rig = await makeRig();
    const texts = Array.from({ length: 500 }, (_, n) => `request ${n}`);
    const answers = await Promise.all(texts.map((text) => rig.client.probe.echo({ text })));
    expect(answers.map(({ text }) => text)).toEqual(texts);
  });
});
