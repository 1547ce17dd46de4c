// The models that come with Finesse, by id. Their folders hold weights, card, recipe and log.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { libraryError } from './errors.ts';
import { importedIds, importedWeights } from './imported-models.ts';

const modelsFolder = new URL('../../resources/models/', import.meta.url);

const entrySchema = z.strictObject({
  id: z.string(),
  task: z.enum(['image-classification', 'text-classification']),
  /** Below resources/models; holds model.safetensors and README.md, the model card. */
  folder: z.string(),
  description: z.string(),
});

export type CatalogueEntry = z.output<typeof entrySchema>;

/** All bundled models. */
export function listCatalogue(): readonly CatalogueEntry[] {
  const text = readFileSync(new URL('catalogue.json', modelsFolder), 'utf8');
  return z.array(entrySchema).parse(JSON.parse(text));
}

/**
 * The path of weights that a recipe names: a path as it is, an id of the catalogue or of an imported model as its
 * file. Throws library.unknownModel.
 */
export function weightsPath(pathOrId: string): string {
  if (existsSync(pathOrId)) return pathOrId;
  const catalogue = listCatalogue();
  const entry = catalogue.find(({ id }) => id === pathOrId);
  const imported = entry === undefined ? importedWeights(pathOrId) : undefined;
  if (imported !== undefined) return imported;
  if (entry === undefined)
    throw libraryError('unknownModel', {
      name: pathOrId,
      known: [...catalogue.map(({ id }) => id), ...importedIds()],
    });
  return fileURLToPath(new URL(`${entry.folder}/model.safetensors`, modelsFolder));
}
