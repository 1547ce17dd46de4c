// Who drives a run, and whether that process is still there.
import { randomUUID } from 'node:crypto';
import { hostname, uptime } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { RunInProgress, RunOwner } from '../store/runs-repository.ts';
import { systemErrorCode } from '../store/sqlite-errors.ts';

export const heartbeatMs = 2_000;
/** Of a process on another machine nothing is known but its heartbeat; a suspended laptop may miss many. */
const silentElsewhereMs = 15 * 60_000;
/** A living process with that number which has been silent for longer is somebody else's. */
const silentHereMs = 10 * 60_000;

/** This process as the owner of runs. */
export const thisProcess: RunOwner = { token: randomUUID(), host: hostname(), pid: process.pid };

/** Whether a process of this machine exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM'; // it exists and belongs to someone else
  }
}

/** Whether the process that drives `run` has gone. */
export function isAbandoned(run: RunInProgress, nowMs: number): boolean {
  const silentMs = nowMs - (run.heartbeatAtMs ?? 0);
  if (run.ownerHost !== thisProcess.host) return silentMs > silentElsewhereMs;
  if (run.ownerPid === null || silentMs > uptime() * 1000) return true;
  return !isAlive(run.ownerPid) || silentMs > silentHereMs;
}

/** Waits until a process has gone. False when it is still there after `limitMs`. */
export async function waitUntilGone(pid: number, limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (isAlive(pid)) {
    if (performance.now() > end) return false;
    await delay(50);
  }
  return true;
}
