// Dataset versions as files that travel: without their texts unless asked, and checked when they come in from elsewhere.
import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import * as z from 'zod';
import { type KindName, kindNames } from '../facts/kinds.ts';
import { versionHash } from './assemble-version.ts';
import type { DataProblem, DatasetVersion } from './dataset-version.ts';
import { dataError } from './errors.ts';

/** Writes the version in `source`, gzipped JSON, as JSON into `target`. Without `texts` no text of an example is in it. */
export async function unpackVersion(
  source: string,
  target: string,
  { texts }: { readonly texts: boolean },
): Promise<void> {
  const json = await promisify(gunzip)(await readFile(source));
  if (texts) return writeFile(target, json);
  const version = JSON.parse(json.toString()) as DatasetVersion; // written by the store, whose name is its hash
  const examples = version.examples.map(({ text: _, ...example }) => example);
  const problems = version.problems.map(withoutQuote);
  await writeFile(target, JSON.stringify({ ...version, examples, problems }));
}

/** What is wrong with a line of JSON is told with a piece of the line. */
function withoutQuote(problem: DataProblem): DataProblem {
  const { source, code } = problem;
  return code === 'invalid-json' ? { source, code, message: 'the line is not JSON' } : problem;
}

/** What a database row tells of a version. */
export interface VersionFacts {
  readonly hash: string;
  /** Name of the packed file: the SHA-256 of its JSON. */
  readonly examplesFile: string;
  readonly kind: KindName;
  readonly path: string;
  readonly numExamples: number;
  readonly numProblems: number;
  readonly duplicateGroups: number;
  readonly classes: readonly {
    readonly name: string;
    readonly numTrain: number;
    readonly numValidation: number;
    readonly numTest: number;
  }[];
  /** SHA-256 over content hash, label and split of the examples in their order: equal where positions mean the same. */
  readonly orderHash: string;
}

const sourceSchema = z.object({ path: z.string(), row: z.number().optional() });
const versionSchema = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  kind: z.enum(kindNames),
  path: z.string(),
  classes: z.array(z.string()).min(1),
  examples: z.array(
    z.object({
      source: sourceSchema,
      contentHash: z.string().regex(/^[0-9a-f]{64}$/),
      label: z.number().int().nonnegative(),
      split: z.enum(['train', 'validation', 'test']),
      text: z.string().optional(),
    }),
  ),
  problems: z.array(
    z.object({
      source: sourceSchema,
      code: z.string(),
      message: z.string(),
      params: z.record(z.string(), z.unknown()).optional(),
      warning: z.literal(true).optional(),
    }),
  ),
  duplicateGroups: z.number().int().nonnegative(),
  sampleRange: z
    .object({ pictures: z.number(), dim: z.number(), peak: z.number(), dimPeak: z.number() })
    .optional(),
});

/**
 * Checks a version that came in as JSON and packs it into `folder` under the hash of its bytes. Throws
 * `data.damaged-version` where it is not one, or where its examples are not those of its hash.
 */
export async function packVersion(file: string, folder: string): Promise<VersionFacts> {
  const json = await readFile(file);
  const version = checkedVersion(json, file);
  const examplesFile = `${createHash('sha256').update(json).digest('hex')}.json.gz`;
  const partial = join(folder, `${examplesFile}.${process.pid}.partial`);
  await writeFile(partial, await promisify(gzip)(json), { flush: true });
  await rename(partial, join(folder, examplesFile));
  return factsOf(version, examplesFile);
}

/** The facts of a version that was packed earlier. */
export async function packedFacts(folder: string, examplesFile: string): Promise<VersionFacts> {
  const json = await promisify(gunzip)(await readFile(join(folder, examplesFile)));
  return factsOf(JSON.parse(json.toString()) as DatasetVersion, examplesFile); // written by the store
}

function checkedVersion(json: Buffer, path: string): DatasetVersion {
  const damaged = (problem: string, cause?: unknown) =>
    dataError('damaged-version', { path, problem }, cause);
  let written: unknown;
  try {
    written = JSON.parse(json.toString());
  } catch (error) {
    throw damaged('it is not JSON', error);
  }
  const parsed = versionSchema.safeParse(written);
  if (!parsed.success) throw damaged(z.prettifyError(parsed.error).split('\n').slice(0, 2).join(' '));
  const { kind, classes, examples, hash } = parsed.data;
  const stray = examples.findIndex(({ label }) => label >= classes.length);
  if (stray >= 0) throw damaged(`example ${stray} has a class that is not listed`);
  const wrongText = examples.findIndex(
    ({ text, contentHash }) => text !== undefined && sha256(text) !== contentHash,
  );
  if (wrongText >= 0) throw damaged(`the text of example ${wrongText} is not that of its hash`);
  if (versionHash(kind, classes, examples) !== hash) throw damaged('its examples are not those of its hash');
  return parsed.data;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function factsOf(version: DatasetVersion, examplesFile: string): VersionFacts {
  const { hash, kind, path, duplicateGroups, examples, problems } = version;
  const counts = version.classes.map((name) => ({ name, train: 0, validation: 0, test: 0 }));
  const order = createHash('sha256');
  for (const { contentHash, label, split } of examples) {
    counts[label]![split] += 1;
    order.update(`${contentHash} ${label} ${split}\n`);
  }
  return {
    hash,
    examplesFile,
    kind,
    path,
    numExamples: examples.length,
    numProblems: problems.length,
    duplicateGroups,
    classes: counts.map(({ name, train, validation, test }) => ({
      name,
      numTrain: train,
      numValidation: validation,
      numTest: test,
    })),
    orderHash: order.digest('hex'),
  };
}
