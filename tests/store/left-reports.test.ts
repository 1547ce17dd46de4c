import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { beforeEach, expect, it } from 'vitest';
import { dropOwnReports } from '../../src-main/store/left-reports.ts';
import { temporaryFolder } from './temporary-store.ts';

const folder = temporaryFolder();
const file = join(folder, 'onnxruntime.db');
const [ours, theirs] = ['b7812302-3eb8-4271-9b4d-0ab8f6628e09', '11112222-3eb8-4271-9b4d-0ab8f6628e09'];

/** An event as the library writes it: names and values between bytes that tell their kinds. */
function event(name: string, session: string, producer?: string): Buffer {
  const made = producer === undefined ? '' : `\u0003\u0011modelProducerNamei\u0007${producer}`;
  return Buffer.from(`)\u00033.0I\u0010${name}\u0000AppSessionGuidi$${session}${made}\u0000`, 'latin1');
}

function writeQueue(...payloads: readonly Buffer[]): void {
  const queue = new BetterSqlite(file);
  queue.exec(`DROP TABLE IF EXISTS events;
    CREATE TABLE events (record_id TEXT,tenant_token TEXT NOT NULL,latency INTEGER,persistence INTEGER,timestamp INTEGER,
      retry_count INTEGER DEFAULT 0,reserved_until INTEGER DEFAULT 0,payload BLOB)`);
  const add = queue.prepare("INSERT INTO events (tenant_token, payload) VALUES ('t', ?)");
  for (const payload of payloads) add.run(payload);
  queue.close();
}

beforeEach(() => writeFileSync(join(folder, 'deviceid'), 'x'));

it('goes whole where nobody else is in it; the device id, which may be of others, stays', () => {
  writeQueue(event('ProcessInfo', ours!), event('SessionCreation', ours!, 'finesse'), event('End', ours!));
  expect(dropOwnReports(file)).toBe(true);
  expect(existsSync(file)).toBe(false);
  expect(existsSync(join(folder, 'deviceid'))).toBe(true);
});

it('keeps the events of other programs, and nothing of ours, not even in its free space', () => {
  writeQueue(
    event('SessionCreation', theirs!, 'pytorch'),
    event('SessionCreation', ours!, 'finesse'),
    event('End', ours!),
  );
  expect(dropOwnReports(file)).toBe(true);
  const queue = new BetterSqlite(file);
  const left = queue.prepare<[], Buffer>('SELECT payload FROM events').pluck().all();
  queue.close();
  expect(left).toEqual([event('SessionCreation', theirs!, 'pytorch')]);
  expect(readFileSync(file).includes(ours!)).toBe(false);
});

it('leaves what is no queue, or is in use, for another time', () => {
  writeQueue(event('SessionCreation', ours!, 'finesse'));
  const other = new BetterSqlite(file);
  other.exec('BEGIN EXCLUSIVE');
  expect(dropOwnReports(file)).toBe(false);
  other.exec('COMMIT');
  other.close();
  writeFileSync(file, 'something else, long enough to be looked at as a database of SQLite'.repeat(20));
  expect(dropOwnReports(file)).toBe(false);
  expect(dropOwnReports(join(folder, 'missing.db'))).toBe(true);
});
