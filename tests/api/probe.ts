// Procedures that do what real ones do in shapes a test can steer, mounted beside the real router.
import { setTimeout as delay } from 'node:timers/promises';
import type { ContractRouterClient } from '@orpc/contract';
import { oc } from '@orpc/contract';
import { implement } from '@orpc/server';
import * as z from 'zod';
import { withProgress } from '../../src-main/api/contract/shared.ts';
import { contract } from '../../src-main/api/contract.ts';
import { filesFault } from '../../src-main/api/file-faults.ts';
import { router } from '../../src-main/api/router.ts';
import type { Services } from '../../src-main/api/services.ts';

const probeContract = {
  echo: oc.input(z.object({ text: z.string() })).output(z.object({ text: z.string() })),
  wait: oc.output(z.object({ ended: z.string() })),
  count: oc
    .input(z.object({ to: z.number(), fail: z.boolean() }))
    .output(withProgress(z.object({ sum: z.number() }))),
  broken: oc.output(z.string()),
  changes: oc
    .input(z.object({ since: z.number() }))
    .output(z.object({ cursor: z.number(), events: z.array(z.number()) })),
};

/** What a test sees of the main side. */
export class ProbeState {
  /** What happened to handlers that waited. */
  readonly ended: string[] = [];
  readonly events: number[] = [];
  numPulls = 0;
  numWaiting = 0;
  numYielded = 0;
  #waiting = new Set<() => void>();

  emit(event: number): void {
    this.events.push(event);
    for (const wake of [...this.#waiting]) wake();
  }

  async next(since: number, signal?: AbortSignal): Promise<void> {
    if (this.events.length > since) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    signal?.addEventListener('abort', () => resolve());
    await Promise.race([promise, delay(2_000, undefined, { ref: false })]);
    this.#waiting.delete(resolve);
  }
}

export const probedContract = { ...contract, probe: probeContract };
export type ProbedClient = ContractRouterClient<typeof probedContract>;

export function probedRouter(state: ProbeState) {
  const probe = implement(probeContract).$context<Services>();
  const handlers = probe.router({
    echo: probe.echo.handler(({ input }) => input),
    wait: probe.wait.handler(async ({ signal }) => {
      state.numWaiting += 1;
      try {
        await delay(30_000, undefined, { signal });
        return { ended: 'waited' };
      } catch (error) {
        state.ended.push('aborted');
        throw error;
      }
    }),
    count: probe.count.handler(async function* ({ input, signal }) {
      let sum = 0;
      try {
        for (let done = 1; done <= input.to; done += 1) {
          signal?.throwIfAborted();
          await delay(2);
          sum += done;
          state.numYielded += 1;
          yield { phase: 'counting', done, total: input.to };
          if (input.fail && done === 3) throw filesFault('notThere', { path: '/three' });
        }
        return { sum };
      } finally {
        state.ended.push('count');
      }
    }),
    broken: probe.broken.handler(() => {
      throw new TypeError('a mistake of the program, with its secrets');
    }),
    changes: probe.changes.handler(async ({ input, signal }) => {
      state.numPulls += 1;
      await state.next(input.since, signal);
      return { cursor: state.events.length, events: state.events.slice(input.since) };
    }),
  });
  return { ...router, probe: handlers };
}
