// No file is left out of the type checks: a pattern that excludes too much lets tests rot unseen.
import { globSync } from 'node:fs';
import { relative, sep } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';

/** The files of a configuration, relative to the folder of the repository. */
function filesOf(folder: string): string[] {
  const path = ts.findConfigFile(folder, ts.sys.fileExists);
  const { config } = ts.readConfigFile(path!, ts.sys.readFile); // both are committed
  const { fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  return fileNames.map((file) => relative('.', file).split(sep).join('/'));
}

it('every source file and test is in one of the two configurations that are checked', () => {
  const checked = new Set([...filesOf('.'), ...filesOf('src-renderer')]);
  const written = globSync('{src-main,src-renderer,tests,bench,resources}/**/*.ts').map((file) =>
    file.split(sep).join('/'),
  );
  expect(written.length).toBeGreaterThan(1_000);
  // Compiled by AssemblyScript, which has types of its own.
  const unchecked = written.filter((file) => !checked.has(file) && !file.endsWith('.assembly.ts'));
  expect(unchecked).toEqual([]);
});
