// The application itself.
import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import manifest from '../../../package.json' with { type: 'json' };
import { api } from '../procedures.ts';
import { taskProgress } from '../task-progress.ts';

export const systemHandlers = {
  hello: api.system.hello.handler(async ({ context }) => ({
    version: manifest.version,
    host: context.host,
    platform: process.platform,
    storeFolder: context.store.paths.folder,
    machine: {
      cpu: cpus()[0]?.model.trim() ?? '',
      threads: availableParallelism(),
      memoryBytes: totalmem(),
    },
    freeDiskBytes: await freeDisk(context.store.paths.folder),
  })),
  doctor: api.system.doctor.handler(async function* ({ context, signal }) {
    return yield* taskProgress(
      (onProgress, both) => context.workbench.run('diagnose', {}, { signal: both, onProgress }),
      signal,
    );
  }),
};

async function freeDisk(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
