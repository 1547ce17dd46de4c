// The worker thread of the data layer: checks picture files and makes picture batches. One job at a time.
import { parentPort } from 'node:worker_threads';
import { checkPictures } from './check-pictures.ts';
import { FileFault, makePictureBatch } from './picture-batch.ts';
import type { WorkerFailure, WorkerJob, WorkerReply } from './worker-pool.ts';

async function work(job: WorkerJob): Promise<Extract<WorkerReply, { result: unknown }>['result']> {
  if (job.kind === 'check') return checkPictures(job.paths);
  return makePictureBatch(job);
}

function transferables(result: unknown): ArrayBuffer[] {
  return result instanceof Float32Array && result.buffer instanceof ArrayBuffer ? [result.buffer] : [];
}

function failureOf(cause: unknown): WorkerFailure {
  if (cause instanceof FileFault) return { path: cause.path, problem: cause.problem };
  return { message: cause instanceof Error ? cause.message : String(cause) };
}

let queue = Promise.resolve();
parentPort?.on('message', ({ id, job }: { readonly id: number; readonly job: WorkerJob }) => {
  queue = queue.then(async () => {
    try {
      const result = await work(job);
      parentPort?.postMessage({ id, result } satisfies WorkerReply, transferables(result));
    } catch (cause) {
      parentPort?.postMessage({ id, failure: failureOf(cause) } satisfies WorkerReply);
    }
  });
});
