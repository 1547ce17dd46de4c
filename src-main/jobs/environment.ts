// The machine and the versions a run was made with: what someone needs to know when a result does not repeat.
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import * as z from 'zod';
import manifest from '../../package.json' with { type: 'json' };

const words = z.string().max(1_000);

/** All of it since the first Finesse. What a later one adds is kept. */
export const environmentSchema = z.looseObject({
  finesse: words,
  node: words,
  platform: words,
  systemRelease: words,
  cpu: words,
  threads: z.number().int().positive(),
  memoryBytes: z.number().nonnegative(),
  /** Packages whose version can change a result. */
  packages: z.record(words, words),
});
export type Environment = Readonly<z.output<typeof environmentSchema>>;

export function currentEnvironment(): Environment {
  const { dependencies } = manifest;
  return {
    finesse: manifest.version,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    systemRelease: release(),
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    threads: availableParallelism(),
    memoryBytes: totalmem(),
    packages: {
      'onnxruntime-node': dependencies['onnxruntime-node'],
      '@tensorflow/tfjs-core': dependencies['@tensorflow/tfjs-core'],
      '@huggingface/tokenizers': dependencies['@huggingface/tokenizers'],
      sharp: dependencies.sharp,
    },
  };
}
