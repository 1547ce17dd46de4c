// One hosted application for each store: a second start opens the first one instead.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import * as z from 'zod';
import { isAlive } from '../jobs/run-owner.ts';

const fileSchema = z.object({ pid: z.number(), host: z.string(), url: z.string() });

export interface Instance {
  /** The address of the application that is running already; nothing is to be started then. */
  readonly running?: string;
  /** Lets later starts find this one. Only the person can read the file: it holds the token. */
  publish(url: string): void;
  release(): void;
}

/** Looks for a living instance that published itself in `file`. */
export async function claimInstance(file: string): Promise<Instance> {
  const running = await livingUrl(file);
  return {
    running,
    publish(url) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify({ pid: process.pid, host: hostname(), url }), { mode: 0o600 });
    },
    release() {
      if (readInstance(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

async function livingUrl(file: string): Promise<string | undefined> {
  const found = readInstance(file);
  if (found === undefined || found.host !== hostname() || !isAlive(found.pid)) return undefined;
  // The process id may have been used again; only a server that knows the token is ours.
  const answer = await fetch(found.url, { redirect: 'manual', signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  return answer?.status === 303 ? found.url : undefined;
}

function readInstance(file: string) {
  try {
    return fileSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined; // absent, or cut off by a crash: then nobody is there
  }
}
