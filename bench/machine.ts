// The machine a measurement was taken on, in one line.
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

export function machineDescription(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return `${model}, ${availableParallelism()} logical cores, ${memory}, ${platform()} ${release()} ${arch()}`;
}
