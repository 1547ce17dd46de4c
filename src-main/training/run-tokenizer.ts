// The tokenizer of a text run: the one that belongs to the weights, or one learnt from the training split.
import { join } from 'node:path';
import type { DatasetVersion } from '../data/dataset-version.ts';
import { openTokenizer, type TextTokenizer } from '../data/tokenizer.ts';
import { bertTokenizerFile } from '../data/tokenizer-file.ts';
import { trainWordPiece } from '../data/wordpiece-training.ts';
import { fileHash, writeJsonDurably } from './durable-files.ts';
import { givenTokenizer, keepTokenizer, keptTokenizer } from './given-tokenizer.ts';
import type { Recipe } from './recipe.ts';

/** Tokens of a vocabulary learnt from the data, where the architecture names no number. */
const learntVocabulary = 8_000;

/**
 * Puts the tokenizer into the run's folder, unless an earlier start of the run has done so, and opens it there.
 * Throws training.missingTokenizer, and `data.*` for one that cannot be read.
 */
export async function prepareTokenizer(
  recipe: Recipe,
  version: DatasetVersion,
  runFolder: string,
): Promise<TextTokenizer> {
  if (keptTokenizer(runFolder) === undefined) {
    const given = givenTokenizer(recipe);
    if (given === undefined) learnTokenizer(recipe, version, runFolder);
    else keepTokenizer(given, runFolder);
  }
  return openRunTokenizer(runFolder, recipe.preprocessing.lowerCase);
}

/** Opens the tokenizer kept in a run's folder. */
export function openRunTokenizer(runFolder: string, lowerCase: boolean | undefined): Promise<TextTokenizer> {
  return openTokenizer(keptTokenizer(runFolder) ?? runFolder, lowerCase === undefined ? {} : { lowerCase });
}

/** Tells tokenizers apart: the hash of the file and the setting that changes it. */
export function tokenizerHash(runFolder: string, recipe: Recipe): string {
  return `${fileHash(keptTokenizer(runFolder)!)} ${recipe.preprocessing.lowerCase ?? ''}`;
}

/** A WordPiece vocabulary of the training split alone: the test split must stay unseen. */
function learnTokenizer(recipe: Recipe, version: DatasetVersion, runFolder: string): void {
  const texts = version.examples.filter(({ split }) => split === 'train').map(({ text }) => text ?? '');
  const asked = recipe.model.architecture?.vocabularySize;
  const vocabularySize = typeof asked === 'number' ? asked : learntVocabulary;
  const lowerCase = recipe.preprocessing.lowerCase ?? true;
  const vocabulary = trainWordPiece(texts, { vocabularySize, lowerCase });
  writeJsonDurably(join(runFolder, 'tokenizer.json'), bertTokenizerFile(vocabulary, { lowerCase }));
}
