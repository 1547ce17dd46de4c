// The tokenizer of a text run: the one that belongs to the weights, or one learnt from the training split.
import { copyFileSync, existsSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import type { DatasetVersion } from '../data/dataset-version.ts';
import { openTokenizer, type TextTokenizer } from '../data/tokenizer.ts';
import { bertTokenizerFile } from '../data/tokenizer-file.ts';
import { trainWordPiece } from '../data/wordpiece-training.ts';
import { weightsPath } from '../library/catalogue.ts';
import { fileHash, writeJsonDurably } from './durable-files.ts';
import { trainingError } from './errors.ts';
import type { Recipe } from './recipe.ts';

/** Tokens of a vocabulary learnt from the data, where the architecture names no number. */
const learntVocabulary = 8_000;

/** Names under which a run keeps its tokenizer, and under which it lies beside weights. */
const fileNames = ['tokenizer.json', 'vocab.txt'] as const;

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
    else copyFileSync(given, join(runFolder, extname(given) === '.json' ? 'tokenizer.json' : 'vocab.txt'));
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

/** The tokenizer file in a run's folder. */
export function keptTokenizer(folder: string): string | undefined {
  return fileNames.map((name) => join(folder, name)).find((path) => existsSync(path));
}

/** The file the recipe names, or the one beside its weights; undefined for a model from scratch. */
function givenTokenizer({ model }: Recipe): string | undefined {
  if (model.tokenizer !== undefined) return inFolder(model.tokenizer) ?? model.tokenizer;
  if (model.weights === undefined) return undefined;
  const path = weightsPath(model.weights);
  const found = inFolder(path) ?? keptTokenizer(dirname(path));
  if (found === undefined) throw trainingError('missingTokenizer', { path });
  return found;
}

function inFolder(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? keptTokenizer(path) : undefined;
}

/** A WordPiece vocabulary of the training split alone: the test split must stay unseen. */
function learnTokenizer(recipe: Recipe, version: DatasetVersion, runFolder: string): void {
  const texts = version.examples.filter(({ split }) => split === 'train').map(({ text }) => text ?? '');
  const asked = recipe.model.architecture?.vocabularySize;
  const vocabularySize = typeof asked === 'number' ? asked : learntVocabulary;
  const lowerCase = recipe.preprocessing.lowerCase ?? true;
  const vocabulary = trainWordPiece(texts, { vocabularySize, lowerCase });
  writeJsonDurably(join(runFolder, 'tokenizer.json'), bertTokenizerFile(vocabulary, lowerCase));
}
