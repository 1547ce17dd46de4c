// The engine of a run: chosen at its first start, and the same at every resumption, so that the result is the same.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { OpenedEngine } from '../engine/open-backend.ts';
import { openEngine } from '../engine/open-engine.ts';
import type { Message } from '../errors.ts';
import { readJson, writeJsonDurably } from './durable-files.ts';
import type { Recipe } from './recipe.ts';
import { runFiles } from './run-files.ts';

/** What engine.json holds: the backend and provider a run computes with. */
export const openedSchema = z.object({
  backend: z.enum(['ort', 'tensorflow', 'cpu']),
  provider: z.enum(['cpu', 'webgpu']),
});

export interface RunEngineOptions {
  readonly recipe: Recipe;
  readonly runFolder: string;
  /** Where the answer of `auto` is remembered for all runs. */
  readonly cacheFolder: string;
  readonly onWarning: (warning: Message) => void;
}

/** Opens what the recipe asks for, or what an earlier start of the run was given. Throws what openEngine throws. */
export async function openRunEngine(options: RunEngineOptions): Promise<OpenedEngine> {
  const file = join(options.runFolder, runFiles.engine);
  const earlier = existsSync(file) ? openedSchema.parse(readJson(file)) : {};
  const engine = await openEngine({
    ...options.recipe.engine,
    ...earlier,
    rememberIn: options.cacheFolder,
    onWarning: options.onWarning,
  });
  writeJsonDurably(file, engine);
  return engine;
}
