// Events that ONNX Runtime queued about this program, before its reporting was switched off (no-telemetry.ts). The queue
// is shared by all programs of the person that use ONNX Runtime: the next one of them would send ours. Ours are known by
// the name that our models bear; the events of others, and the device id that may be theirs, are left alone.
import { existsSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import type { Store } from './open-store.ts';
import { readSettings, writeSetting } from './settings-repository.ts';

/** Where the library queues. Source: ONNX Runtime 1.30, core/platform/posix/device_id.cc; seen in a trace. */
function queueFile(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  const caches =
    platform === 'darwin'
      ? join(homedir(), 'Library', 'Application Support')
      : env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(caches, 'Microsoft', 'DeveloperTools', '.onnxruntime', 'onnxruntime.db');
}

/** Once for each store. */
export function dropLeftReports({ db }: Store): void {
  if (process.platform === 'win32' || readSettings(db).leftReportsDropped === true) return;
  if (dropOwnReports(queueFile(process.platform, process.env))) writeSetting(db, 'leftReportsDropped', true);
}

/** Removes our events from the queue in `file`, and the queue where it held no others. False: it is in use. */
export function dropOwnReports(file: string): boolean {
  if (!existsSync(file)) return true;
  try {
    const queue = new BetterSqlite(file, { fileMustExist: true, timeout: 200 });
    let left: number;
    try {
      left = dropFrom(queue);
    } finally {
      queue.close();
    }
    if (left === 0) for (const end of ['', '-wal', '-shm', '-journal']) rmSync(file + end, { force: true });
    return true;
  } catch (error) {
    // Not ours to repair; the next start tries again.
    if (error instanceof BetterSqlite.SqliteError) return false;
    throw error;
  }
}

/** How many events of others are left. */
function dropFrom(queue: BetterSqlite.Database): number {
  // What is deleted is overwritten.
  queue.pragma('secure_delete = ON');
  const events = queue
    .prepare<[], { id: number; payload: Buffer }>('SELECT rowid AS id, payload FROM events')
    .all();
  const said = events.map(({ id, payload }) => ({ id, text: payload.toString('latin1') }));
  const own = new Set(
    said.filter(({ text }) => /modelProducerName\W*i?\W*finesse/.test(text)).map(sessionOf),
  );
  own.delete(undefined);
  const remove = queue.prepare('DELETE FROM events WHERE rowid = ?');
  queue.transaction(() => {
    for (const event of said) if (own.has(sessionOf(event))) remove.run(event.id);
  })();
  return said.filter((event) => !own.has(sessionOf(event))).length;
}

/** One process that used the library. */
function sessionOf({ text }: { readonly text: string }): string | undefined {
  return /AppSessionGuid[\s\S]{0,8}?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/.exec(text)?.[1];
}
