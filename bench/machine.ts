// The machine a measurement was taken on, and whether it was left alone.

import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

export function machineDescription(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return `${model}, ${availableParallelism()} logical cores, ${memory}, ${platform()} ${release()} ${arch()}`;
}

const watchedMs = 1000;

/** Share of all cores that other programs keep busy while nothing is measured, 0 to 1. Takes a second. */
export async function otherLoad(): Promise<number> {
  const before = coreTimes();
  await sleep(watchedMs);
  const after = coreTimes();
  return 1 - (after.idle - before.idle) / (after.all - before.all);
}

function coreTimes(): { idle: number; all: number } {
  const times = cpus().map((core) => core.times);
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
  return { idle: times.reduce((sum, { idle }) => sum + idle, 0), all };
}
