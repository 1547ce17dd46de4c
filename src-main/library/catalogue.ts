// The models one can start from without bringing any, by id: pretrained ones, whose folders hold weights, card, recipe
// and log; and architectures to train from scratch.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { kindNames } from '../facts/kinds.ts';
import { taskNames } from '../facts/tasks.ts';
import { libraryError } from './errors.ts';
import { importedIds, importedWeights } from './imported-models.ts';

const modelsFolder = new URL('../../resources/models/', import.meta.url);

const factsSchema = {
  id: z.string(),
  name: z.string(),
  task: z.enum(taskNames),
  family: z.string(),
  description: z.string(),
  /** Numbers in the backbone that training may change. */
  parameters: z.number(),
  sizeBytes: z.number(),
  /** Side in pixels, or longest text in tokens. */
  input: z.strictObject({ kind: z.enum(kindNames), size: z.number() }),
  licence: z.string().nullable(),
  /** ISO 639-1; `*` stands for whatever the data is in. */
  languages: z.array(z.string()),
  trainedOn: z.string().nullable(),
  /** Measured; with its 95 % interval. */
  benchmark: z
    .strictObject({
      dataset: z.string(),
      metric: z.string(),
      value: z.number(),
      low: z.number().nullable(),
      high: z.number().nullable(),
    })
    .nullable(),
  speed: z.enum(['fast', 'medium', 'slow']),
  minExamples: z.number(),
};

const entrySchema = z.discriminatedUnion('kind', [
  /** `folder`: below resources/models; holds model.safetensors and README.md, the model card. */
  z.strictObject({ kind: z.literal('pretrained'), folder: z.string(), ...factsSchema }),
  z.strictObject({
    kind: z.literal('scratch'),
    architecture: z.looseObject({ family: z.string() }),
    ...factsSchema,
  }),
]);

export type CatalogueEntry = z.output<typeof entrySchema>;

let read: readonly CatalogueEntry[] | undefined;

/** Everything in the catalogue, pretrained models first. */
export function listCatalogue(): readonly CatalogueEntry[] {
  read ??= z
    .array(entrySchema)
    .parse(JSON.parse(readFileSync(new URL('catalogue.json', modelsFolder), 'utf8')));
  return read;
}

/**
 * The path of weights that a recipe names: a path as it is, an id of the catalogue or of an imported model as its
 * file. Throws library.unknownModel.
 */
export function weightsPath(pathOrId: string): string {
  const entry = pretrained().find(({ id }) => id === pathOrId);
  if (entry !== undefined && !existsSync(pathOrId))
    return fileURLToPath(new URL(`${entry.folder}/model.safetensors`, modelsFolder));
  const imported = importedWeights(pathOrId);
  if (imported !== undefined) return imported;
  if (existsSync(pathOrId)) return pathOrId;
  const known = [...pretrained().map(({ id }) => id), ...importedIds()];
  throw libraryError('unknownModel', { name: pathOrId, known });
}

/** The model card of a pretrained model, Markdown; undefined for what has none. */
export function catalogueCard(id: string): string | undefined {
  const entry = pretrained().find((each) => each.id === id);
  return entry && readFileSync(new URL(`${entry.folder}/README.md`, modelsFolder), 'utf8');
}

function pretrained() {
  return listCatalogue().filter((entry) => entry.kind === 'pretrained');
}
