// The tokenizer a text recipe would train with: made by the same code as in a run, and kept in the cache folder.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatasetVersion } from '../../data/dataset-version.ts';
import type { TextTokenizer } from '../../data/tokenizer.ts';
import { contentHash, fileHash } from '../durable-files.ts';
import { givenTokenizer, tokenizerNotices } from '../given-tokenizer.ts';
import type { Recipe } from '../recipe.ts';
import { prepareTokenizer } from '../run-tokenizer.ts';
import type { ErrandContext } from '../workbench-messages.ts';
import { keepLast } from './kept.ts';

/** Tells given tokenizers apart, which may be changed where they lie; null for one that is learnt. */
function givenHash(recipe: Recipe): string | null {
  const given = givenTokenizer(recipe);
  if (given === undefined) return null;
  return contentHash([fileHash(given), tokenizerNotices({ ...recipe, preprocessing: {} })]);
}

const tokenizers = keepLast<TextTokenizer>(3);

/** Throws training.missingTokenizer, `data.*`. */
export function recipeTokenizer(
  recipe: Recipe,
  version: DatasetVersion,
  { cacheFolder, progress }: ErrandContext,
): Promise<TextTokenizer> {
  const hash = contentHash([
    version.hash,
    recipe.model,
    recipe.preprocessing.lowerCase ?? null,
    givenHash(recipe),
  ]);
  const folder = join(cacheFolder, 'tokenizers', hash.slice(0, 32));
  return tokenizers.get(folder, () => {
    progress({ phase: 'learning-tokenizer', done: 0, total: 0 });
    mkdirSync(folder, { recursive: true });
    return prepareTokenizer(recipe, version, folder);
  });
}
