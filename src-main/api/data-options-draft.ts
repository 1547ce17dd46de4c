// The `data` of a recipe as the renderer has it so far: checked, and its paths among those that may be named.
import * as z from 'zod';
import { type DataOptions, dataOptionsSchema } from '../data/data-options.ts';
import { jobFault } from '../jobs/errors.ts';
import { fieldFaults } from '../jobs/recipe-issues.ts';
import type { FileAccess } from './file-access.ts';

/** Throws `jobs.recipeInvalid` naming the fields, and `files.*`. */
export function allowedDataOptions(draft: Readonly<Record<string, unknown>>, files: FileAccess): DataOptions {
  const parsed = z.object({ data: dataOptionsSchema }).safeParse({ data: draft });
  if (!parsed.success)
    throw jobFault('recipeInvalid', {
      file: 'recipe',
      issues: fieldFaults(parsed.error.issues, { data: draft }),
    });
  const { path, validation, test, ...rest } = parsed.data.data;
  const allowed = (given: string | undefined) => given && files.readable(given);
  return { ...rest, path: files.readable(path), validation: allowed(validation), test: allowed(test) };
}
