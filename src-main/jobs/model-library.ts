// The models of the library as one list: bundled, imported, and architectures from scratch. Main keeps the records;
// a workbench process does what touches weights.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CatalogueEntry, catalogueCard, listCatalogue } from '../library/catalogue.ts';
import { libraryError } from '../library/errors.ts';
import {
  findModel,
  insertModel,
  listModels,
  type ModelRow,
  removeModel as removeRow,
  runsByModel,
} from '../store/models-repository.ts';
import type { Store } from '../store/open-store.ts';
import type { ImportedModel } from '../training/workbench/import-model.ts';
import type { ErrandOptions, Workbench } from './workbench.ts';

/** A model to start from. */
export interface LibraryModel extends CatalogueFacts {
  readonly kind: 'pretrained' | 'imported' | 'scratch';
  /** Goes into a recipe's `model`. */
  readonly model: Readonly<Record<string, unknown>>;
  readonly importedAtMs: number | null;
  readonly numRuns: number;
}

type CatalogueFacts = Omit<Extract<CatalogueEntry, { kind: 'pretrained' }>, 'kind' | 'folder'>;

const factsFile = 'finesse-model.json';

/** Bundled ones, then imported ones, then architectures. */
export function libraryModels({ db, paths }: Store): LibraryModel[] {
  const runs = runsByModel(db);
  const ofCatalogue = listCatalogue().map((entry) => catalogueModel(entry, runs.get(entry.id) ?? 0));
  const imported = listModels(db)
    .filter(({ id }) => existsSync(join(paths.models, id)))
    .map((row) => importedModel(row, join(paths.models, row.id), runs.get(row.id) ?? 0));
  const isScratch = ({ kind }: LibraryModel) => kind === 'scratch';
  return [...ofCatalogue.filter((model) => !isScratch(model)), ...imported, ...ofCatalogue.filter(isScratch)];
}

function catalogueModel(entry: CatalogueEntry, numRuns: number): LibraryModel {
  if (entry.kind === 'pretrained') {
    const { folder: _, ...facts } = entry;
    return { ...facts, model: { weights: entry.id }, importedAtMs: null, numRuns };
  }
  const { architecture, ...facts } = entry;
  return { ...facts, model: { architecture }, importedAtMs: null, numRuns: 0 };
}

function importedModel(row: ModelRow, folder: string, numRuns: number): LibraryModel {
  const { input } = JSON.parse(readFileSync(join(folder, factsFile), 'utf8')) as ImportedModel; // written at import
  const { id, name, family, description, parameters, sizeBytes, licence, createdAtMs } = row;
  const speed = parameters < 3e6 ? 'fast' : parameters < 3e7 ? 'medium' : 'slow';
  return {
    ...{ id, name, kind: 'imported', family, description, parameters, sizeBytes, input, speed },
    task: row.task,
    licence: licence === '' ? null : licence,
    languages: [],
    trainedOn: null,
    benchmark: null,
    minExamples: 100,
    model: { weights: id },
    importedAtMs: createdAtMs,
    numRuns,
  };
}

/** The model card, Markdown; empty where there is none. Throws `library.unknownModel`. */
export function libraryCard({ db, paths }: Store, id: string): string {
  if (listCatalogue().some((entry) => entry.id === id)) return catalogueCard(id) ?? '';
  if (findModel(db, id) === undefined) throw unknownModel(db, id);
  const card = join(paths.models, id, 'README.md');
  return existsSync(card) ? readFileSync(card, 'utf8') : '';
}

export interface ImportRequest {
  readonly path: string;
  readonly name: string;
  readonly licence: string;
  readonly description: string;
  readonly tokenizer?: string | undefined;
}

/** Copies a model into the library and gives its id. Throws `library.*`, `formats.*`, `models.*`. */
export async function importModel(
  { store, workbench }: { readonly store: Store; readonly workbench: Workbench },
  { path, tokenizer, name, licence, description }: ImportRequest,
  options: ErrandOptions,
): Promise<string> {
  const id = newId(store, name);
  const folder = join(store.paths.models, id);
  const { input: _, ...facts } = await workbench.run('import-model', { path, tokenizer, folder }, options);
  insertModel(store.db, { id, name, licence, description, ...facts });
  return id;
}

/** Throws `library.bundledModel`, `library.unknownModel`, and `library.modelInUse` unless `anyway`. */
export function removeModel({ db, paths }: Store, id: string, anyway: boolean): void {
  if (listCatalogue().some((entry) => entry.id === id)) throw libraryError('bundledModel', { id });
  if (findModel(db, id) === undefined) throw unknownModel(db, id);
  const runs = runsByModel(db).get(id) ?? 0;
  if (runs > 0 && !anyway) throw libraryError('modelInUse', { id, runs });
  removeRow(db, id);
  rmSync(join(paths.models, id), { recursive: true, force: true });
}

/** Told by its name, and by four characters that no other model has. */
function newId({ db, paths }: Store, name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  for (;;) {
    const id = `${words === '' ? 'model' : words}-${randomBytes(2).toString('hex')}`;
    if (findModel(db, id) === undefined && !existsSync(join(paths.models, id))) return id;
  }
}

function unknownModel(db: Store['db'], name: string) {
  const known = [...listCatalogue(), ...listModels(db)].map(({ id }) => id);
  return libraryError('unknownModel', { name, known });
}
