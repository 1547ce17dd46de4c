// Runs: one row each, from the moment they are asked for. Metrics, checkpoints and reports have their own files.

import { randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Message, MessageParams } from '../errors.ts';
import type { TaskName } from '../facts/tasks.ts';
import { storeFault } from './errors.ts';
import { type RunState, statesBefore } from './run-states.ts';
import { statement } from './statements.ts';
import { writeTogether } from './write-together.ts';

/** What is known about a run before it starts. */
export interface NewRun {
  readonly name: string;
  readonly experimentKey?: number;
  /** Id of the run it is made from. */
  readonly parent?: string | undefined;
  readonly task: TaskName;
  /** A short label for lists, for example the weight file's name. */
  readonly model: string;
  /** The whole recipe, every default filled in, as JSON. */
  readonly recipe: string;
  readonly seed: number;
  readonly backend: string;
  /** Versions, processor, memory and system, as JSON. */
  readonly environment: string;
}

export interface Run {
  readonly key: number;
  readonly id: string;
  readonly name: string;
  readonly experiment: string | null;
  readonly state: RunState;
  readonly task: TaskName;
  readonly model: string;
  readonly recipe: string;
  readonly datasetKey: number | null;
  readonly seed: number;
  readonly backend: string;
  readonly environment: string;
  readonly createdAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** Time under way, over all resumptions. */
  readonly seconds: number;
  readonly epochs: number;
  readonly bestEpoch: number | null;
  readonly resumedCount: number;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** What the message was made from, as JSON. */
  readonly errorParams: string | null;
  readonly notes: string;
  readonly favourite: 0 | 1;
  readonly archived: 0 | 1;
}

/** The main process that drives a run. A run has one owner at a time. */
export interface RunOwner {
  /** Random, so that a process id used again is not taken for the same owner. */
  readonly token: string;
  readonly host: string;
  readonly pid: number;
}

const runColumns = `
  runs.run_key AS key, run_id AS id, runs.name AS name, experiments.name AS experiment, state, task, model, recipe,
  dataset_key AS datasetKey, seed, backend, environment, runs.created_at_ms AS createdAtMs,
  started_at_ms AS startedAtMs, ended_at_ms AS endedAtMs, seconds, epochs, best_epoch AS bestEpoch,
  resumed_count AS resumedCount, error_code AS errorCode, error_message AS errorMessage,
  error_params AS errorParams, notes, favourite, archived`;
const fromRuns = 'FROM runs JOIN run_documents USING (run_key) LEFT JOIN experiments USING (experiment_key)';

/** Adds a run in state `queued` and returns it with its new id: ten characters, unique in this store. */
export function insertRun(db: Database, run: NewRun): Run {
  return writeTogether(db, () => {
    const { recipe, environment, ...row } = run;
    const id = newRunId(db);
    const key = statement(
      db,
      `INSERT INTO runs (run_id, name, experiment_key, parent_run_id, state, task, model, seed, backend, created_at_ms)
       VALUES (@id, @name, @experimentKey, @parent, 'queued', @task, @model, @seed, @backend, @now)`,
    ).run({ experimentKey: null, parent: null, ...row, id, now: Date.now() }).lastInsertRowid;
    const documents = 'INSERT INTO run_documents (run_key, recipe, environment) VALUES (?, ?, ?)';
    statement(db, documents).run(key, recipe, environment);
    return runById(db, id);
  });
}

// Without i, l, o and u: nothing to misread, and no words.
const idAlphabet = '0123456789abcdefghjkmnpqrstvwxyz';

function newRunId(db: Database): string {
  const taken = statement(db, 'SELECT 1 FROM runs WHERE run_id = ?');
  for (;;) {
    const id = Array.from(randomBytes(10), (byte) => idAlphabet[byte % 32]).join('');
    if (!taken.get(id)) return id;
  }
}

function runById(db: Database, id: string): Run {
  const run = statement<Run>(db, `SELECT ${runColumns} ${fromRuns} WHERE run_id = ?`).get(id);
  if (!run) throw storeFault('unknownRun', { run: id });
  return run;
}

/** The SQL that finds runs by the beginning of their id; a range, so that the unique index serves it. */
export const runByPrefixSql = 'SELECT run_id FROM runs WHERE run_id >= ? AND run_id < ? LIMIT 6';

/** The run whose id is, or begins with, `text`. Throws `store.unknownRun` or `store.ambiguousRun`. */
export function findRun(db: Database, text: string): Run {
  const prefix = text.trim().toLowerCase();
  if (!/^[0-9a-z]{1,32}$/.test(prefix)) throw storeFault('unknownRun', { run: text.slice(0, 40) });
  // '{' follows 'z' in ASCII.
  const ids = statement<{ run_id: string }>(db, runByPrefixSql)
    .all(prefix, `${prefix}{`)
    .map((row) => row.run_id);
  const only = ids.length === 1 ? ids[0] : ids.find((id) => id === prefix);
  if (only) return runById(db, only);
  if (ids.length === 0) throw storeFault('unknownRun', { run: text });
  throw storeFault('ambiguousRun', { run: text, candidates: ids });
}

/** What the message of a run's end was made from. */
export function errorParams({ errorParams: json }: Run): MessageParams {
  return json === null ? {} : (JSON.parse(json) as MessageParams); // written by endRun or checked by an import
}

/** Reads the run again. */
export function runByKey(db: Database, key: number): Run {
  const run = statement<Run>(db, `SELECT ${runColumns} ${fromRuns} WHERE runs.run_key = ?`).get(key);
  if (!run) throw storeFault('unknownRun', { run: String(key) });
  return run;
}

/**
 * Makes `owner` the driver of a run and sets it `running`. Of two processes that try at once, one gets it.
 * A run that ran before counts one resumption more. Throws `store.illegalTransition`.
 */
export function claimRun(db: Database, key: number, owner: RunOwner): void {
  const changes = statement(
    db,
    `UPDATE runs SET state = 'running', owner = @token, owner_host = @host, owner_pid = @pid, engine_pid = NULL,
            resumed_count = resumed_count + (started_at_ms IS NOT NULL),
            started_at_ms = coalesce(started_at_ms, @now), segment_at_ms = @now, heartbeat_at_ms = @now,
            ended_at_ms = NULL, error_code = NULL, error_message = NULL, error_params = NULL
     WHERE run_key = @key AND state IN (${quoted(statesBefore('running'))})`,
  ).run({ ...owner, key, now: Date.now() }).changes;
  if (changes === 0) refuseTransition(db, key, 'running');
}

/** A sign of life of a run's owner. */
export interface Heartbeat {
  readonly token: string;
  readonly enginePid: number | null;
  /** Time under way since the last one, or since the run was claimed. */
  readonly seconds: number;
}

/** Says that the owner is alive, and adds the time since it last did. False when the run is no longer its own. */
export function beatHeart(db: Database, key: number, beat: Heartbeat): boolean {
  const sql = `UPDATE runs SET heartbeat_at_ms = @now, segment_at_ms = @now, seconds = seconds + @seconds,
                      engine_pid = @enginePid
               WHERE run_key = @key AND owner = @token AND state IN ('running', 'paused')`;
  return statement(db, sql).run({ ...beat, key, now: Date.now() }).changes === 1;
}

/** How a run ended, or why it was cut short. */
export interface RunEnd {
  readonly state: 'paused' | 'interrupted' | 'finished' | 'failed' | 'stopped';
  readonly endedAtMs: number;
  readonly fault?: Message | undefined;
  /** An engine that may still be alive, because its main died first. */
  readonly enginePid?: number | null;
  /** Time under way since the last heartbeat; as the system's clock has it where nobody measured it. */
  readonly seconds?: number;
}

/** Ends a run, adds the time that no heartbeat has counted, and leaves it without owner. */
export function endRun(db: Database, key: number, { fault, ...end }: RunEnd): void {
  const changes = statement(
    db,
    `UPDATE runs SET state = @state, ended_at_ms = @endedAtMs, error_code = @errorCode,
            error_message = @errorMessage, error_params = @errorParams, owner = NULL, owner_host = NULL, owner_pid = NULL,
            engine_pid = @enginePid,
            seconds = seconds +
              coalesce(@seconds, max(0, @endedAtMs - coalesce(segment_at_ms, @endedAtMs)) / 1000.0),
            segment_at_ms = NULL, heartbeat_at_ms = NULL
     WHERE run_key = @key AND state IN (${quoted(statesBefore(end.state))})`,
  ).run({
    enginePid: null,
    seconds: null,
    ...end,
    errorCode: fault?.code ?? null,
    errorMessage: fault?.message ?? null,
    errorParams: fault === undefined ? null : JSON.stringify(fault.params),
    key,
  }).changes;
  if (changes === 0) refuseTransition(db, key, end.state);
}

function refuseTransition(db: Database, key: number, to: RunState): never {
  const run = runByKey(db, key);
  throw storeFault('illegalTransition', { run: run.id, from: run.state, to });
}

function quoted(states: readonly RunState[]): string {
  return states.map((state) => `'${state}'`).join(', ');
}

export function setRunDataset(db: Database, key: number, datasetKey: number): void {
  statement(db, 'UPDATE runs SET dataset_key = ? WHERE run_key = ?').run(datasetKey, key);
}

/** The backend that was used, where the recipe left the choice to the machine. */
export function setRunBackend(db: Database, key: number, backend: string): void {
  statement(db, 'UPDATE runs SET backend = ? WHERE run_key = ?').run(backend, key);
}

export function setBestEpoch(db: Database, key: number, bestEpoch: number): void {
  statement(db, 'UPDATE runs SET best_epoch = ? WHERE run_key = ?').run(bestEpoch, key);
}

/** Until when `seconds` has been counted, while the run is under way; null at rest. */
export function countedUntil(db: Database, key: number): number | null {
  const sql = 'SELECT segment_at_ms AS atMs FROM runs WHERE run_key = ?';
  return statement<{ atMs: number | null }>(db, sql).get(key)?.atMs ?? null;
}

/** The last moment of work or of an epoch that is recorded of a run; 0 before the first. */
export function lastMoment(db: Database, key: number): number {
  const sql = `SELECT max(coalesce((SELECT max(ended_at_ms) FROM run_work WHERE run_key = @key), 0),
                          coalesce((SELECT max(ended_at_ms) FROM epochs WHERE run_key = @key), 0)) AS atMs`;
  return statement<{ atMs: number }>(db, sql).get({ key })!.atMs; // one row, always
}

/** What a person may change about a run at any time. Fields left out stay as they are. */
export interface RunEdit {
  readonly name?: string;
  readonly notes?: string;
  readonly favourite?: boolean;
  readonly archived?: boolean;
  readonly experimentKey?: number | null;
}

export function editRun(db: Database, key: number, edit: RunEdit): void {
  writeTogether(db, () => {
    const set = (column: string, value: string | number | null) =>
      statement(db, `UPDATE runs SET ${column} = ? WHERE run_key = ?`).run(value, key);
    if (edit.name !== undefined) set('name', edit.name);
    if (edit.notes !== undefined) set('notes', edit.notes);
    if (edit.favourite !== undefined) set('favourite', Number(edit.favourite));
    if (edit.archived !== undefined) set('archived', Number(edit.archived));
    if (edit.experimentKey !== undefined) set('experiment_key', edit.experimentKey);
  });
}

/** A run that some process says it drives, with what tells whether that process still lives. */
export interface RunInProgress {
  readonly key: number;
  readonly id: string;
  readonly state: RunState;
  readonly ownerHost: string | null;
  readonly ownerPid: number | null;
  readonly enginePid: number | null;
  readonly createdAtMs: number;
  readonly heartbeatAtMs: number | null;
}

export const runsInProgressSql = `
  SELECT run_key AS key, run_id AS id, state, owner_host AS ownerHost, owner_pid AS ownerPid,
         engine_pid AS enginePid, created_at_ms AS createdAtMs, heartbeat_at_ms AS heartbeatAtMs
  FROM runs WHERE state IN ('queued', 'running', 'paused')`;

export function runsInProgress(db: Database): RunInProgress[] {
  return statement<RunInProgress>(db, runsInProgressSql).all();
}

/** The process id the engine of a run had when main last heard of it. */
export function lastEnginePid(db: Database, key: number): number | null {
  const sql = 'SELECT engine_pid AS enginePid FROM runs WHERE run_key = ?';
  return statement<{ enginePid: number | null }>(db, sql).get(key)?.enginePid ?? null;
}
