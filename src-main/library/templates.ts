// Starting points for fields of work: settings that differ from the defaults for a reason. Their words stand in the
// renderer, under the id of the template and the word of each reason.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { taskNames } from '../facts/tasks.ts';

const templateSchema = z.strictObject({
  id: z.string(),
  domain: z.enum([
    'general',
    'medicine',
    'customer-service',
    'finance',
    'education',
    'marketing',
    'it-security',
    'law',
    'human-resources',
  ]),
  task: z.enum(taskNames),
  /** Id in the catalogue. */
  model: z.string(),
  recipe: z.record(z.string(), z.unknown()),
  reasons: z.array(z.strictObject({ path: z.string(), reason: z.string() })),
  needs: z.strictObject({
    examplesPerClass: z.number(),
    metric: z.enum(['accuracy', 'f1Macro', 'recall', 'rocAuc']),
  }),
});

export type Template = z.output<typeof templateSchema>;

let read: readonly Template[] | undefined;

export function listTemplates(): readonly Template[] {
  const file = new URL('../../resources/templates.json', import.meta.url);
  read ??= z.array(templateSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
  return read;
}
