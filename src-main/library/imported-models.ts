// Models a person imported: `<store>/models/<id>/`, named by id in recipes like the bundled ones. Each process is told
// once where that folder lies; an id stays an id in the recipe, so that a store can be moved.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

let modelsFolder: string | undefined;

/** Says where imported models lie in this process. */
export function useModelsFolder(folder: string): void {
  modelsFolder = folder;
}

export function isModelId(text: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,80}$/.test(text);
}

/** The folder of an imported model, which `openWeights` opens; undefined where there is none of that id. */
export function importedWeights(id: string): string | undefined {
  if (modelsFolder === undefined || !isModelId(id)) return undefined;
  const folder = join(modelsFolder, id);
  return existsSync(folder) ? folder : undefined;
}

/** Ids of all imported models. */
export function importedIds(): string[] {
  if (modelsFolder === undefined || !existsSync(modelsFolder)) return [];
  const folder = modelsFolder;
  return readdirSync(folder).filter((id) => isModelId(id) && statSync(join(folder, id)).isDirectory());
}
