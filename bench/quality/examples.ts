// The examples of a pair and seed, split as Finesse splits them, and as a file for Python.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { DatasetVersion, Example } from '../../src-main/data/dataset-version.ts';
import { openDataset } from '../../src-main/data/open-dataset.ts';
import { openRandom, shuffle } from '../../src-main/data/random.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import type { Pair } from './pairs.ts';

export interface GivenExamples {
  /** What a recipe names as its data. */
  readonly path: string;
  readonly version: DatasetVersion;
}

/** `folder` takes a drawn part of the data, where the pair wants one. */
export async function openExamples(
  { task, perClass }: Pick<Pair, 'task' | 'perClass'>,
  { path, seed, folder }: { path: string; seed: number; folder: string },
): Promise<GivenExamples> {
  const version = await versionOf(task, path, seed);
  if (perClass === undefined) return { path, version };
  writeExamples(drawExamples(version, perClass, seed), version, folder);
  return { path: folder, version: await versionOf(task, folder, seed) };
}

/** The version that a run with nothing but defaults makes of the data. */
function versionOf(task: Pair['task'], path: string, seed: number): Promise<DatasetVersion> {
  const { data } = recipeSchema.parse({ task, model: { weights: 'any' }, data: { path }, seed });
  return openDataset({ kind: task === 'image-classification' ? 'image' : 'text', data, seed });
}

/** The test split as it is, and of each class `perClass` different ones of the others. */
export function drawExamples(version: DatasetVersion, perClass: number, seed: number): Example[] {
  const { classes, examples } = version;
  const drawn = classes.flatMap((_, label) => {
    const different = new Map(
      examples
        .filter((example) => example.label === label && example.split !== 'test')
        .map((example) => [example.contentHash, example]),
    );
    return shuffle([...different.values()], openRandom(seed, label)).slice(0, perClass);
  });
  return [...drawn, ...examples.filter(({ split }) => split === 'test')];
}

/** As a person would lay them: folders of pictures, or tables; validation is left to be cut. */
function writeExamples(
  examples: readonly Example[],
  { kind, classes }: DatasetVersion,
  folder: string,
): void {
  mkdirSync(folder, { recursive: true });
  const isTest = ({ split }: Example) => split === 'test';
  const parts = {
    train: examples.filter((example) => !isTest(example)),
    test: examples.filter(isTest),
  };
  for (const [name, part] of Object.entries(parts)) {
    if (kind === 'text') {
      const lines = part.map(({ text, label }) => JSON.stringify({ text, label: classes[label] }));
      writeFileSync(join(folder, `${name}.jsonl`), `${lines.join('\n')}\n`);
      continue;
    }
    for (const label of classes) mkdirSync(join(folder, name, label), { recursive: true });
    for (const [number, { source, label }] of part.entries())
      copyFileSync(source.path, join(folder, name, classes[label]!, `${number}${extname(source.path)}`));
  }
}

/** For peers/quality_examples.py. */
export function writePeerExamples(file: string, { classes, examples }: DatasetVersion): void {
  const rows = examples.map(({ source, text, label, split }) =>
    text === undefined ? { path: source.path, label, split } : { text, label, split },
  );
  writeFileSync(file, JSON.stringify({ classes, examples: rows }));
}
