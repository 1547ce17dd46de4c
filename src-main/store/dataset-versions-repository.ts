// Dataset versions: the facts in rows, the examples in one compressed file each.
// Why a file: 100,000 examples with their texts are tens of megabytes that no query ever filters by. In the database
// they would pass through the write-ahead log, swell every backup and push the hot pages out of the cache. The file
// is named by the hash of its own bytes before compression, so it is written once, shared by all runs on the same
// data, and a damaged one is noticed when it is read.
import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import type { KindName } from '../facts/kinds.ts';
import { storeFault } from './errors.ts';
import { statement } from './statements.ts';
import type { StorePaths } from './store-folder.ts';
import { writeTogether } from './write-together.ts';

/** What the store needs to know of a dataset version; the rest of `manifest` is kept as it is. */
export interface DatasetManifest {
  readonly hash: string;
  readonly kind: KindName;
  readonly path: string;
  readonly classes: readonly string[];
  readonly examples: readonly { readonly label: number; readonly split: string }[];
  readonly problems: readonly unknown[];
  readonly duplicateGroups: number;
}

export interface DatasetRow {
  readonly key: number;
  readonly hash: string;
  readonly examplesFile: string;
  readonly kind: KindName;
  readonly path: string;
  readonly numExamples: number;
  readonly numProblems: number;
  readonly duplicateGroups: number;
}

export interface DatasetClass {
  readonly label: number;
  readonly name: string;
  readonly numTrain: number;
  readonly numValidation: number;
  readonly numTest: number;
}

/** A version whose file stands in the store's folder of datasets already. */
export interface DatasetFacts extends Omit<DatasetRow, 'key'> {
  readonly classes: readonly Omit<DatasetClass, 'label'>[];
}

/** Records a version whose file is there and returns its key; a second time gives the same key. */
export function recordDatasetFile(db: Database, facts: DatasetFacts): number {
  return writeTogether(db, () => existingKey(db, facts.examplesFile) ?? insertDataset(db, facts));
}

/** The recorded versions with the same content, whatever their place; newest first. */
export function datasetsByHash(db: Database, hash: string): DatasetRow[] {
  const sql = `${datasetSql} WHERE hash = ? ORDER BY dataset_key DESC`;
  return statement<DatasetRow>(db, sql).all(hash);
}

/** Records a dataset version and returns its key; the same version a second time gives the same key. */
export function recordDataset(db: Database, paths: StorePaths, manifest: DatasetManifest): number {
  const json = Buffer.from(JSON.stringify(manifest));
  const file = `${createHash('sha256').update(json).digest('hex')}.json.gz`;
  // The file first: a row must never point at nothing. A file without a row is harmless.
  writeOnce(join(paths.datasets, file), json);
  return recordDatasetFile(db, factsOf(file, manifest));
}

function writeOnce(path: string, json: Buffer): void {
  if (existsSync(path)) return;
  const partial = `${path}.${process.pid}.partial`;
  const handle = openSync(partial, 'w');
  try {
    writeFileSync(handle, gzipSync(json));
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(partial, path);
}

function existingKey(db: Database, file: string): number | undefined {
  const sql = 'SELECT dataset_key AS key FROM dataset_versions WHERE examples_file = ?';
  return statement<{ key: number }>(db, sql).get(file)?.key;
}

function insertDataset(db: Database, { classes, ...row }: DatasetFacts): number {
  const key = Number(
    statement(
      db,
      `INSERT INTO dataset_versions (hash, examples_file, kind, path, num_examples, num_problems, duplicate_groups,
                                     created_at_ms)
       VALUES (@hash, @examplesFile, @kind, @path, @numExamples, @numProblems, @duplicateGroups, @now)`,
    ).run({ ...row, now: Date.now() }).lastInsertRowid,
  );
  const insert = statement(db, 'INSERT INTO dataset_classes VALUES (?, ?, ?, ?, ?, ?)');
  for (const [label, { name, numTrain, numValidation, numTest }] of classes.entries())
    insert.run(key, label, name, numTrain, numValidation, numTest);
  return key;
}

function factsOf(examplesFile: string, manifest: DatasetManifest): DatasetFacts {
  const { hash, kind, path, duplicateGroups } = manifest;
  const counts = countBySplit(manifest);
  return {
    hash,
    examplesFile,
    kind,
    path,
    numExamples: manifest.examples.length,
    numProblems: manifest.problems.length,
    duplicateGroups,
    classes: manifest.classes.map((name, label) => {
      const { train = 0, validation = 0, test = 0 } = counts[label]!;
      return { name, numTrain: train, numValidation: validation, numTest: test };
    }),
  };
}

function countBySplit(manifest: DatasetManifest): Partial<Record<string, number>>[] {
  const counts: Partial<Record<string, number>>[] = manifest.classes.map(() => ({}));
  for (const { label, split } of manifest.examples) {
    const of = counts[label]!;
    of[split] = (of[split] ?? 0) + 1;
  }
  return counts;
}

const datasetSql = `
  SELECT dataset_key AS key, hash, examples_file AS examplesFile, kind, path, num_examples AS numExamples,
         num_problems AS numProblems, duplicate_groups AS duplicateGroups
  FROM dataset_versions`;

export function datasetByKey(db: Database, key: number): DatasetRow | undefined {
  return statement<DatasetRow>(db, `${datasetSql} WHERE dataset_key = ?`).get(key);
}

export function datasetClasses(db: Database, key: number): DatasetClass[] {
  return statement<DatasetClass>(
    db,
    `SELECT label, name, num_train AS numTrain, num_validation AS numValidation, num_test AS numTest
     FROM dataset_classes WHERE dataset_key = ? ORDER BY label`,
  ).all(key);
}

/** The recorded manifest, exactly as it was given. Throws `store.datasetFileUnusable`. */
export function readDataset(paths: StorePaths, row: DatasetRow): DatasetManifest {
  const file = join(paths.datasets, row.examplesFile);
  let json: Buffer;
  try {
    json = gunzipSync(readFileSync(file));
  } catch (error) {
    throw storeFault('datasetFileUnusable', { file, reason: (error as Error).message }, error);
  }
  if (`${createHash('sha256').update(json).digest('hex')}.json.gz` !== row.examplesFile)
    throw storeFault('datasetFileUnusable', { file, reason: 'its content does not match its hash' });
  return JSON.parse(json.toString()) as DatasetManifest; // the hash says these are the bytes we wrote
}
