// The tokenizer that belongs to weights, with what the files beside it say of it. Source: BertTokenizerFast of
// Transformers, which lets tokenizer_config.json change the normalizer of a tokenizer.json.
import { copyFileSync, existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import * as z from 'zod';
import { vocabularyTokens } from '../data/tokenizer.ts';
import { isBertNormalizer, lowerCases } from '../data/tokenizer-case.ts';
import { type BertNormalization, bertTokenizerFile } from '../data/tokenizer-file.ts';
import type { Message } from '../errors.ts';
import { weightsPath } from '../library/catalogue.ts';
import { isOwnModelFile, readHubConfig } from '../library/weights-config.ts';
import { readJson, writeJsonDurably } from './durable-files.ts';
import { trainingError } from './errors.ts';
import { trainingNotice } from './notices.ts';

/** The part of a recipe that tells where its tokenizer is. */
interface NamesTokenizer {
  readonly model: { readonly weights?: string | undefined; readonly tokenizer?: string | undefined };
}

/** Names under which a tokenizer lies beside weights, and under which a run keeps its own. */
const tokenizerFiles = ['tokenizer.json', 'vocab.txt'] as const;

/** The tokenizer file in a folder. */
export function keptTokenizer(folder: string): string | undefined {
  return tokenizerFiles.map((name) => join(folder, name)).find((path) => existsSync(path));
}

/** The file the recipe names, or the one beside its weights; undefined for a model from scratch. Throws training.missingTokenizer. */
export function givenTokenizer({ model }: NamesTokenizer): string | undefined {
  if (model.tokenizer !== undefined) return inFolder(model.tokenizer) ?? model.tokenizer;
  if (model.weights === undefined) return undefined;
  const found = keptTokenizerOf(model.weights);
  if (found === undefined) throw trainingError('missingTokenizer', { path: weightsPath(model.weights) });
  return found;
}

/** The one beside weights. */
export function keptTokenizerOf(weights: string): string | undefined {
  const path = weightsPath(weights);
  return inFolder(path) ?? keptTokenizer(dirname(path));
}

function inFolder(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? keptTokenizer(path) : undefined;
}

interface TokenizerSettings extends Partial<BertNormalization> {
  /** The file that tells them; null where none does. */
  readonly toldBy: string | null;
}

const hubSettings = z.looseObject({
  do_lower_case: z.boolean().optional().catch(undefined),
  strip_accents: z.boolean().nullish().catch(undefined),
  tokenize_chinese_chars: z.boolean().optional().catch(undefined),
});

/** What lies beside a tokenizer says of it: a run or export of ours first, then tokenizer_config.json. Throws `formats.invalid`. */
function settingsBeside(path: string): TokenizerSettings {
  const config = hubSettings.parse(readHubConfig(join(dirname(path), 'tokenizer_config.json')) ?? {});
  const own = readHubConfig(join(dirname(path), 'model.json'));
  const ownCase = own && isOwnModelFile(own) ? ownLowerCase(own.preprocessing) : undefined;
  const told = {
    ...(config.do_lower_case !== undefined && { lowerCase: config.do_lower_case }),
    ...(typeof config.strip_accents === 'boolean' && { stripAccents: config.strip_accents }),
    ...(config.tokenize_chinese_chars !== undefined && { chineseCharacters: config.tokenize_chinese_chars }),
  };
  if (ownCase !== undefined) return { ...told, lowerCase: ownCase, toldBy: 'model.json' };
  return { ...told, toldBy: Object.keys(told).length > 0 ? 'tokenizer_config.json' : null };
}

function ownLowerCase(preprocessing: unknown): boolean | undefined {
  const { lowerCase } = (preprocessing ?? {}) as { lowerCase?: unknown };
  return typeof lowerCase === 'boolean' ? lowerCase : undefined;
}

/** Words with capital letters beside the special tokens: an uncased vocabulary has none. */
function isCased(tokens: readonly string[]): boolean {
  return tokens.some((token) => !/^(\[.*\]|<.*>)$/.test(token) && /\p{Lu}/u.test(token));
}

/** Puts a given tokenizer into a run's folder, as it is to be used there but for the recipe's own lower case. */
export function keepTokenizer(path: string, runFolder: string): void {
  const { toldBy: _, ...told } = settingsBeside(path);
  if (extname(path) === '.json') {
    const content = readJson(path) as { readonly normalizer?: { readonly type?: unknown } | null };
    const to = join(runFolder, 'tokenizer.json');
    const changes = isBertNormalizer(content.normalizer) ? normalizerFields(told) : {};
    if (Object.keys(changes).length === 0) copyFileSync(path, to);
    else writeJsonDurably(to, { ...content, normalizer: { ...content.normalizer, ...changes } });
    return;
  }
  copyFileSync(path, join(runFolder, 'vocab.txt'));
  const tokens = vocabularyTokens(readFileSync(path, 'utf8'));
  const settings = { lowerCase: !isCased(tokens), ...told };
  // The tokenizer of a plain vocab.txt lower-cases; any other setting has to be written down.
  if (settings.lowerCase && Object.keys(told).every((key) => key === 'lowerCase')) return;
  writeJsonDurably(join(runFolder, 'tokenizer.json'), bertTokenizerFile(tokens, settings));
}

function normalizerFields({
  lowerCase,
  stripAccents,
  chineseCharacters,
}: Partial<BertNormalization>): object {
  return {
    ...(lowerCase !== undefined && { lowercase: lowerCase }),
    ...(stripAccents !== undefined && { strip_accents: stripAccents }),
    ...(chineseCharacters !== undefined && { handle_chinese_chars: chineseCharacters }),
  };
}

/** What was taken of the tokenizer's letters, and from where; nothing where the recipe says it or a tokenizer.json alone does. */
export function tokenizerNotices(
  recipe: NamesTokenizer & { readonly preprocessing: { readonly lowerCase?: boolean | undefined } },
): Message[] {
  const path = givenTokenizer(recipe);
  if (path === undefined || recipe.preprocessing.lowerCase !== undefined) return [];
  const { toldBy, lowerCase } = settingsBeside(path);
  const file = basename(path);
  if (extname(path) === '.json') {
    if (lowerCase === undefined) return [];
    const { normalizer } = readJson(path) as { readonly normalizer?: unknown };
    const used = isBertNormalizer(normalizer) ? lowerCase : lowerCases(normalizer);
    return used === lowerCase
      ? [trainingNotice('lowerCaseTold', { file, toldBy: toldBy!, lowerCase })]
      : [trainingNotice('lowerCaseNotTaken', { file, toldBy: toldBy!, lowerCase: used })];
  }
  if (lowerCase !== undefined) return [trainingNotice('lowerCaseTold', { file, toldBy: toldBy!, lowerCase })];
  const cased = isCased(vocabularyTokens(readFileSync(path, 'utf8')));
  return [trainingNotice('lowerCaseGuessed', { file, lowerCase: !cased })];
}
