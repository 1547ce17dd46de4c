// Errand: the bundled samples, put where a person can look at them.
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskName } from '../../facts/tasks.ts';
import { writeSurfaceSample } from '../../library/samples/surface-sample.ts';
import { ticketsFile } from '../../library/samples/ticket-sample.ts';
import type { Errand } from '../workbench-messages.ts';

export interface WriteSampleInput {
  readonly task: TaskName;
  /** `<store>/samples`. */
  readonly folder: string;
}

const writers: Readonly<Record<TaskName, (folder: string) => Promise<string>>> = {
  async 'image-classification'(folder) {
    const path = join(folder, 'surface-inspection');
    mkdirSync(folder, { recursive: true });
    await writeSurfaceSample(path);
    return path;
  },
  async 'text-classification'(folder) {
    const path = join(folder, 'support-tickets', 'support-tickets.csv');
    if (existsSync(path)) return path;
    mkdirSync(join(folder, 'support-tickets'), { recursive: true });
    copyFileSync(ticketsFile, `${path}.unfinished`);
    renameSync(`${path}.unfinished`, path);
    return path;
  },
};

/** Writes the sample unless it is there, and gives its path. */
export const writeSample: Errand<WriteSampleInput, { readonly path: string }> = async (input, context) => {
  const { task, folder } = input;
  context.progress({ phase: 'drawing', done: 0, total: 0 });
  return { path: await writers[task](folder) };
};
