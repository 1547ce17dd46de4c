// One hosted application for each store: a second start opens the first one instead.
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { isAlive } from '../jobs/run-owner.ts';
import { systemErrorCode } from '../store/sqlite-errors.ts';

const instanceSchema = z.object({ pid: z.number(), host: z.string(), url: z.string() });

/** Where the living instance of a store says its address. Only the person can read it: it holds the key. */
export function instanceFile(storeFolder: string): string {
  return join(storeFolder, 'hosted.json');
}

/** The address of the application that serves this store already, if there is one. */
export async function livingInstance(storeFolder: string): Promise<string | undefined> {
  const found = readInstance(instanceFile(storeFolder));
  if (found === undefined || found.host !== hostname() || !isAlive(found.pid)) return undefined;
  // The process id may have been used again; only a server that knows the key is ours.
  const options = { redirect: 'manual', signal: AbortSignal.timeout(2_000) } as const;
  const answer = await fetch(found.url, options).catch(() => undefined);
  return answer?.status === 303 ? found.url : undefined;
}

/** Says that this process serves the store. False when another one was faster. */
export function claimInstance(storeFolder: string, url: string): boolean {
  mkdirSync(storeFolder, { recursive: true });
  const file = instanceFile(storeFolder);
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, host: hostname(), url }), { mode: 0o600 });
  try {
    // A link is made only where there is none, and the file appears whole.
    linkSync(own, file);
    return true;
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Takes away what a process left that died; to be called when `livingInstance` found nobody. */
export function clearInstance(storeFolder: string): void {
  rmSync(instanceFile(storeFolder), { force: true });
}

/** Takes away what this process claimed. */
export function releaseInstance(storeFolder: string): void {
  const file = instanceFile(storeFolder);
  if (readInstance(file)?.pid === process.pid) rmSync(file, { force: true });
}

function readInstance(file: string) {
  try {
    return instanceSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined; // absent, or not ours: then nobody is there
  }
}
