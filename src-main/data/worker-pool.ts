// Threads that check and decode pictures. Jobs are queued at the workers, so they keep busy while the main
// thread of the engine is blocked in a step.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { PictureCheck } from './check-pictures.ts';
import { dataError } from './errors.ts';
import type { PictureBatchJob } from './picture-batch.ts';
import type { Problem } from './problems.ts';

export type WorkerJob = { readonly kind: 'check'; readonly paths: readonly string[] } | PictureBatchJob;

interface WorkerResults {
  readonly check: PictureCheck[];
  readonly batch: Float32Array;
}

/** A file that cannot be used, or a fault of ours. */
export type WorkerFailure =
  | { readonly path: string; readonly problem: Problem }
  | { readonly message: string };

export type WorkerReply = { readonly id: number } & (
  | { readonly result: WorkerResults[keyof WorkerResults] }
  | { readonly failure: WorkerFailure }
);

interface Pending {
  readonly worker: Worker;
  resolve(result: never): void;
  reject(error: Error): void;
}

/** Worker threads of the data layer. `run` queues a job; `close` ends the threads and rejects what is queued. */
export interface WorkerPool {
  readonly workers: number;
  run<Job extends WorkerJob>(job: Job): Promise<WorkerResults[Job['kind']]>;
  close(): Promise<void>;
}

/** More decoders than this seldom help, and libuv's own pool has four threads. */
export const defaultWorkers = Math.min(4, availableParallelism());

/** Starts `workers` threads on first use. A job that fails rejects with a `FinesseError` that names the file. */
export function openWorkerPool(workers: number = defaultWorkers): WorkerPool {
  const pending = new Map<number, Pending>();
  const threads: Worker[] = [];
  let jobs = 0;
  let closed = false;

  const fail = (worker: Worker, reason: string, cause?: unknown) => {
    for (const [id, job] of pending) {
      if (job.worker !== worker) continue;
      pending.delete(id);
      job.reject(dataError('internal-worker', { reason }, cause));
    }
  };
  const receive = (worker: Worker, reply: WorkerReply) => {
    const job = pending.get(reply.id);
    pending.delete(reply.id);
    if (![...pending.values()].some((other) => other.worker === worker)) worker.unref();
    // The id pairs the reply with the job whose type gave the result's type.
    if ('result' in reply) job?.resolve(reply.result as never);
    else if ('problem' in reply.failure) job?.reject(dataError('changed-file', reply.failure));
    else job?.reject(dataError('internal-worker', { reason: reply.failure.message }));
  };
  const start = () => {
    const worker = new Worker(new URL('./data-worker.ts', import.meta.url));
    worker.on('message', (reply: WorkerReply) => receive(worker, reply));
    worker.on('error', (error) =>
      fail(worker, error instanceof Error ? error.message : String(error), error),
    );
    worker.on('exit', (code) => fail(worker, closed ? 'it was closed' : `exit code ${code}`));
    return worker;
  };
  const post = <Result>(worker: Worker, job: WorkerJob) =>
    new Promise<Result>((resolve, reject) => {
      const id = jobs++;
      pending.set(id, { worker, resolve, reject });
      worker.ref();
      worker.postMessage({ id, job });
    });
  return {
    workers,
    run: async (job) => {
      if (closed) throw dataError('internal-worker', { reason: 'the pool is closed' });
      const place = jobs % workers;
      const worker = threads[place] ?? start();
      threads[place] = worker;
      return post(worker, job);
    },
    close: async () => {
      closed = true;
      await Promise.all(threads.splice(0).map((worker) => worker.terminate()));
    },
  };
}
