// The machine and the versions a run was made with: what someone needs to know when a result does not repeat.
import { availableParallelism, cpus, release, totalmem } from 'node:os';
import manifest from '../../package.json' with { type: 'json' };

export interface Environment {
  readonly finesse: string;
  readonly node: string;
  readonly platform: string;
  readonly systemRelease: string;
  readonly cpu: string;
  readonly threads: number;
  readonly memoryBytes: number;
  /** Packages whose version can change a result. */
  readonly packages: Readonly<Record<string, string>>;
}

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
