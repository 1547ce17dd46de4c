// The application itself.
import { availableParallelism, cpus, totalmem } from 'node:os';
import manifest from '../../../package.json' with { type: 'json' };
import { api } from '../procedures.ts';

export const systemHandlers = {
  hello: api.system.hello.handler(({ context }) => ({
    version: manifest.version,
    host: context.host,
    platform: process.platform,
    storeFolder: context.store.paths.folder,
    machine: {
      cpu: cpus()[0]?.model.trim() ?? '',
      threads: availableParallelism(),
      memoryBytes: totalmem(),
    },
  })),
};
