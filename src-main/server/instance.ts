// Where the hosted application that has a store open says how it is reached, for a second start on the same store. Who
// has the store open is not told by this file but by the store's lock.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { storePaths } from '../store/store-folder.ts';
import type { StoreLock } from '../store/store-lock.ts';

const instanceSchema = z.object({ url: z.url() });
/** A server that is busy, or whose computer is, answers late. */
const answerMs = 3_000;

/** Says the address, key included, under which this process serves the store it has locked. Only the owner can read it. */
export function announceInstance({ folder }: StoreLock, url: string): void {
  const { address } = storePaths(folder);
  const unfinished = `${address}.unfinished`;
  rmSync(unfinished, { force: true });
  writeFileSync(unfinished, JSON.stringify({ url }), { mode: 0o600, flag: 'wx' });
  renameSync(unfinished, address);
}

/** Takes the address back, before the lock is released. */
export function withdrawInstance({ folder }: StoreLock): void {
  rmSync(storePaths(folder).address, { force: true });
}

/** The address of the application that serves the store; nothing when it has said none (yet), or is the window. */
export function announcedInstance(folder: string): string | undefined {
  try {
    return instanceSchema.safeParse(JSON.parse(readFileSync(storePaths(folder).address, 'utf8'))).data?.url;
  } catch {
    return undefined; // absent, or damaged: the lock says that somebody is there all the same
  }
}

/**
 * An address that opens the application at `url` once and soon: other users can read what a browser is started with.
 * Nothing when it does not answer now.
 */
export async function askForOnceUrl(url: string): Promise<string | undefined> {
  const { origin, searchParams } = new URL(url);
  const answer = await fetch(`${origin}/ticket`, {
    method: 'POST',
    headers: { authorization: `Bearer ${searchParams.get('key') ?? ''}` },
    redirect: 'error',
    signal: AbortSignal.timeout(answerMs),
  }).catch(() => undefined);
  return answer?.status === 200 ? `${origin}/?key=${await answer.text()}` : undefined;
}
