// The names of tasks and kinds stand in one leaf. A comparison with one of them is a two-way choice in which a third
// silently becomes the other one; what differs asks the facts or keeps a table over the names.
import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { kindNames } from '../../src-main/facts/kinds.ts';
import { taskNames } from '../../src-main/facts/tasks.ts';

const sources = globSync('{src-main,src-renderer}/**/*.{ts,svelte}')
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => !/src-main\/(facts|store\/migrations)\//.test(file)) // migrations are never edited
  .sort();

/** `file:line` of every line that matches. */
function linesWith(pattern: RegExp): string[] {
  return sources.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [])),
  );
}

const oneOf = (names: readonly string[]) => `'(${names.join('|')})'`;

it('no line compares a task with one of their names', () => {
  expect(sources.length).toBeGreaterThan(500);
  const task = oneOf(taskNames);
  expect(linesWith(new RegExp(`([!=]==|\\bcase)\\s*${task}|${task}\\s*[!=]==`))).toEqual([]);
});

it('the names of tasks and of kinds are written as a list or a union in one place each', () => {
  const repeated = (names: readonly string[]) => names.map((name) => `'${name}'`).join('\\s*[|,]\\s*');
  expect(linesWith(new RegExp(repeated(taskNames)))).toEqual([]);
  expect(linesWith(new RegExp(repeated(kindNames)))).toEqual([
    expect.stringContaining("readonly reads: 'image' | 'text';"), // of networks, which know no data
  ]);
});

it('the kind of data is asked for its facts; only what a network reads is told apart by name', () => {
  const lines = linesWith(new RegExp(`[!=]==\\s*${oneOf(kindNames)}`));
  // A network's input is a union whose fields differ: there a third kind does not compile.
  const others = lines.filter((line) => !/(input|network|picture)\??\.kind|reads ===/.test(line));
  expect(others).toEqual([
    expect.stringMatching(/data-kind\.ts.*found\.kind/), // which finds the kind out
    expect.stringMatching(/PreprocessingStep\.svelte.*preview\.value\.kind/), // a union too
  ]);
});
