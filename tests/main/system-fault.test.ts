import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemFault } from '../../src-main/errors.ts';
import { saveRecipe } from '../../src-main/jobs/recipe-files.ts';
import { writeDurably } from '../../src-main/training/durable-files.ts';

it('a file that is to take the place of a folder is refused in words that name it, and nothing is left', () => {
  const folder = mkdtempSync(join(tmpdir(), 'finesse-system-'));
  const taken = join(folder, 'taken');
  mkdirSync(taken);
  const refused = (write: () => void): unknown => {
    try {
      return write();
    } catch (error) {
      return systemFault(error) ?? error;
    }
  };
  expect(refused(() => writeDurably(taken, () => undefined))).toMatchObject({
    code: 'system.isAFolder',
    params: { path: taken },
  });
  expect(refused(() => saveRecipe(taken, {}))).toMatchObject({ code: 'jobs.recipeUnwritable' });
  expect(readdirSync(folder)).toEqual(['taken']);
  rmSync(folder, { recursive: true });
});
