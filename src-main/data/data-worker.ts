// The worker thread of the data layer: checks picture files and makes picture batches. One job at a time.
import { parentPort } from 'node:worker_threads';
import { checkPictures } from './check-pictures.ts';
import { makePictureBatch } from './picture-batch.ts';
import type { WorkerJob, WorkerReply } from './worker-pool.ts';

async function work(job: WorkerJob): Promise<Extract<WorkerReply, { result: unknown }>['result']> {
  if (job.kind === 'check') return checkPictures(job.paths);
  return makePictureBatch(job);
}

function transferables(result: unknown): ArrayBuffer[] {
  return result instanceof Float32Array && result.buffer instanceof ArrayBuffer ? [result.buffer] : [];
}

let queue = Promise.resolve();
parentPort?.on('message', ({ id, job }: { readonly id: number; readonly job: WorkerJob }) => {
  queue = queue.then(async () => {
    try {
      const result = await work(job);
      parentPort?.postMessage({ id, result } satisfies WorkerReply, transferables(result));
    } catch (cause) {
      const error = cause instanceof Error ? cause : new Error(String(cause));
      const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
      parentPort?.postMessage({ id, failure: { message: error.message, path } } satisfies WorkerReply);
    }
  });
});
