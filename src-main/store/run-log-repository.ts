// What a run said (log lines) and where its time went (phases of work).
import type { Database } from 'better-sqlite3';
import type { MessageParams } from '../errors.ts';
import { statement } from './statements.ts';

export interface LogLine {
  readonly atMs: number;
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
  /** What other languages make the message from; null and empty where it has no code. */
  readonly code: string | null;
  readonly params: MessageParams;
}

/** A row as it lies in the table: `params` is JSON. */
type LogRow<Line extends LogLine> = Omit<Line, 'params'> & { readonly params: string | null };

const lineColumns = 'at_ms AS atMs, level, message, code, params';

function lineOf<Line extends LogLine>({ params, ...row }: LogRow<Line>) {
  return { ...row, params: params === null ? {} : (JSON.parse(params) as MessageParams) }; // written below
}

export function addLogLine(db: Database, runKey: number, line: LogLine): void {
  const sql = `INSERT INTO run_log (run_key, at_ms, level, message, code, params)
               VALUES (@runKey, @atMs, @level, @message, @code, @params)`;
  const params = line.code === null ? null : JSON.stringify(line.params);
  statement(db, sql).run({ ...line, params, runKey });
}

/** The last `limit` lines, oldest first. */
export function logTail(db: Database, runKey: number, limit: number): LogLine[] {
  const sql = `SELECT ${lineColumns} FROM run_log WHERE run_key = ? ORDER BY log_key DESC LIMIT ?`;
  return statement<LogRow<LogLine>>(db, sql).all(runKey, limit).reverse().map(lineOf);
}

/** A line with its place in the log of all runs, for asking what stands before it. */
export interface LogEntry extends LogLine {
  readonly key: number;
}

export interface LogQuery {
  /** Only these levels; all when absent. */
  readonly levels?: readonly LogLine['level'][] | undefined;
  /** Only lines that contain it, whatever the case of its ASCII letters. */
  readonly text?: string | undefined;
  /** Only lines before the one with this key. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The last lines that fit, oldest first. */
export function searchLog(db: Database, runKey: number, query: LogQuery): LogEntry[] {
  const { levels, text = '', before = Number.MAX_SAFE_INTEGER, limit } = query;
  const sql = `SELECT log_key AS key, ${lineColumns} FROM run_log
               WHERE run_key = @runKey AND log_key < @before
                     AND (@levels IS NULL OR level IN (SELECT value FROM json_each(@levels)))
                     AND (@text = '' OR instr(lower(message), lower(@text)) > 0)
               ORDER BY log_key DESC LIMIT @limit`;
  return statement<LogRow<LogEntry>>(db, sql)
    .all({ runKey, before, levels: levels === undefined ? null : JSON.stringify(levels), text, limit })
    .reverse()
    .map(lineOf);
}

/** The lines behind the one with key `after`, oldest first, and the key of the last; at most 2,000, the newest. */
export function logAfter(
  db: Database,
  runKey: number,
  after: number,
): { readonly lines: LogLine[]; readonly last: number | undefined } {
  const sql = `SELECT log_key AS key, ${lineColumns} FROM run_log
               WHERE run_key = ? AND log_key > ? ORDER BY log_key DESC LIMIT 2000`;
  const rows = statement<LogRow<LogEntry>>(db, sql).all(runKey, after).reverse();
  return { lines: rows.map(({ key: _, ...row }) => lineOf<LogLine>(row)), last: rows.at(-1)?.key };
}

/** How far one phase of work (loading, training ...) got. */
export interface WorkProgress {
  readonly phase: string;
  readonly atMs: number;
  readonly done: number;
  readonly total: number;
}

/** Notes progress; the first note of a phase in this stretch of the run is its start. */
export function recordWork(db: Database, runKey: number, work: WorkProgress): void {
  statement(
    db,
    `INSERT INTO run_work (run_key, resumed_count, phase, started_at_ms, ended_at_ms, done, total)
     SELECT run_key, resumed_count, @phase, @atMs, @atMs, @done, @total FROM runs WHERE run_key = @runKey
     ON CONFLICT DO UPDATE SET ended_at_ms = excluded.ended_at_ms, done = excluded.done, total = excluded.total`,
  ).run({ ...work, runKey });
}

/** A phase of work in one stretch of a run; a run has one stretch more than it was resumed. */
export interface WorkSpan {
  readonly phase: string;
  readonly stretch: number;
  readonly startedAtMs: number;
  /** When it was last heard of. */
  readonly endedAtMs: number;
  readonly done: number;
  readonly total: number;
}

/** In the order they began. Training goes round caching and validation. */
export function workSpans(db: Database, runKey: number): WorkSpan[] {
  return statement<WorkSpan>(
    db,
    `SELECT phase, resumed_count AS stretch, started_at_ms AS startedAtMs, ended_at_ms AS endedAtMs, done, total
     FROM run_work WHERE run_key = ? ORDER BY started_at_ms, ended_at_ms`,
  ).all(runKey);
}

export interface WorkRow {
  readonly phase: string;
  /** Over all stretches of a resumed run. */
  readonly seconds: number;
}

/** The phases of a run in the order they began. */
export function runWork(db: Database, runKey: number): WorkRow[] {
  return statement<WorkRow>(
    db,
    `SELECT phase, sum(max(0, ended_at_ms - started_at_ms)) / 1000.0 AS seconds FROM run_work
     WHERE run_key = ? GROUP BY phase ORDER BY min(started_at_ms)`,
  ).all(runKey);
}
