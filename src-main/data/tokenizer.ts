// Text -> token ids, through @huggingface/tokenizers. Reads a tokenizer.json, or builds BERT's from a vocab.txt.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import * as z from 'zod';
import { dataError } from './errors.ts';

export interface EncodedText {
  /** With the special tokens, at most `maxTokens`; the last one is kept when the text is cut. */
  readonly inputIds: readonly number[];
  readonly tokenTypeIds: readonly number[];
  readonly truncated: boolean;
}

export interface TextTokenizer {
  /** Smallest size of an embedding that takes every id. */
  readonly vocabularySize: number;
  readonly padId: number;
  /** Throws RangeError when `maxTokens` is below 3: [CLS], one token, [SEP]. */
  encode(text: string, maxTokens: number): EncodedText;
  /** The written form of a token, `##ing` for example; its number where it has none. */
  tokenOf(id: number): string;
}

const tokenizerFileSchema = z.looseObject({
  model: z.looseObject({
    type: z.enum(['WordPiece', 'BPE', 'Unigram']),
    vocab: z.union([z.record(z.string(), z.number()), z.array(z.unknown())]),
  }),
  normalizer: z.unknown(),
  pre_tokenizer: z.unknown(),
  post_processor: z.unknown(),
  decoder: z.unknown(),
  added_tokens: z.array(z.looseObject({ id: z.number(), content: z.string() })).default([]),
});

/** The part of the package's Tokenizer that is used; its own declarations do not resolve under Node's rules. */
interface HubTokenizer {
  encode(
    text: string,
    options?: { readonly return_token_type_ids: true },
  ): { readonly ids: number[]; readonly token_type_ids?: number[] };
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
  readonly normalizer: (text: string) => string;
  readonly pre_tokenizer: (text: string) => string[];
}

type TokenizerFile = z.output<typeof tokenizerFileSchema>;

export interface TokenizerOptions {
  /** Replaces the tokenizer's own setting; for a vocab.txt true when absent. */
  readonly lowerCase?: boolean;
}

/** BERT's own special tokens, in the order of its vocabularies. */
export const specialTokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;

/** The tokenizer.json that Transformers writes for a BERT of this vocabulary. Source: Devlin et al. 2018, Transformers' BertTokenizerFast. */
export function bertTokenizerFile(vocabulary: readonly string[], lowerCase = true): TokenizerFile {
  const vocab = Object.fromEntries(vocabulary.map((token, id) => [token, id]));
  const special = (token: string) => ({ id: token, ids: [vocab[token]!], tokens: [token] });
  const single = [
    { SpecialToken: { id: '[CLS]', type_id: 0 } },
    { Sequence: { id: 'A', type_id: 0 } },
    { SpecialToken: { id: '[SEP]', type_id: 0 } },
  ];
  const second = [{ Sequence: { id: 'B', type_id: 1 } }, { SpecialToken: { id: '[SEP]', type_id: 1 } }];
  return {
    added_tokens: specialTokens
      .filter((token) => vocab[token] !== undefined)
      .map((content) => ({
        id: vocab[content]!,
        content,
        special: true,
        normalized: false,
        single_word: false,
        lstrip: false,
        rstrip: false,
      })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: lowerCase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single,
      pair: [...single, ...second],
      special_tokens: { '[CLS]': special('[CLS]'), '[SEP]': special('[SEP]') },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: '[UNK]',
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab,
    },
  };
}

function withLowerCase(file: TokenizerFile, lowerCase: boolean | undefined): TokenizerFile {
  if (lowerCase === undefined || typeof file.normalizer !== 'object' || file.normalizer === null) return file;
  return { ...file, normalizer: { ...file.normalizer, lowercase: lowerCase } };
}

function vocabularySize({ model, added_tokens }: TokenizerFile): number {
  const ids = Array.isArray(model.vocab) ? [model.vocab.length - 1] : Object.values(model.vocab);
  return added_tokens.reduce(
    (size, { id }) => Math.max(size, id + 1),
    ids.reduce((size, id) => Math.max(size, id + 1), 0),
  );
}

/** Words end at white space, so the first tokens of a text need only its beginning. */
function beginning(text: string, maxTokens: number): string {
  const limit = maxTokens * 64;
  if (text.length <= limit) return text;
  const end = text.slice(0, limit).search(/\s\S*$/);
  return end > 0 ? text.slice(0, end) : text;
}

/** A tokenizer from the content of a tokenizer.json. `path` is for messages. Throws `data.bad-tokenizer`. */
export function makeTokenizer(content: unknown, path: string, options: TokenizerOptions = {}): TextTokenizer {
  const parsed = tokenizerFileSchema.safeParse(content);
  if (!parsed.success) throw dataError('bad-tokenizer', { path, reason: z.prettifyError(parsed.error) });
  const file = withLowerCase(parsed.data, options.lowerCase);
  const tokenizer = buildTokenizer(file, path);
  const encodeAll = (text: string) => tokenizer.encode(text, { return_token_type_ids: true });
  const ending = encodeAll('').ids.length - 1;
  const encode: TextTokenizer['encode'] = (text, maxTokens) => {
    if (maxTokens < 3) throw new RangeError(`maxTokens is ${maxTokens}; needed 3 or more`);
    const start = beginning(text, maxTokens);
    const tried = encodeAll(start);
    const { ids, token_type_ids: types } =
      start.length < text.length && tried.ids.length <= maxTokens ? encodeAll(text) : tried;
    const tokenTypeIds = types ?? new Array<number>(ids.length).fill(0);
    if (ids.length <= maxTokens) return { inputIds: ids, tokenTypeIds, truncated: false };
    const kept = maxTokens - ending;
    const cut = (list: readonly number[]) => [...list.slice(0, kept), ...list.slice(list.length - ending)];
    return { inputIds: cut(ids), tokenTypeIds: cut(tokenTypeIds), truncated: true };
  };
  return {
    vocabularySize: vocabularySize(file),
    padId: tokenizer.token_to_id('[PAD]') ?? tokenizer.token_to_id('<pad>') ?? 0,
    encode,
    tokenOf: (id) => tokenizer.id_to_token(id) ?? String(id),
  };
}

function buildTokenizer(file: TokenizerFile, path: string): HubTokenizer {
  try {
    // Its declarations resolve under some rules only, and then say less than the package does.
    const tokenizer = new Tokenizer(file, {}) as unknown as HubTokenizer;
    tokenizer.encode('probe');
    return tokenizer;
  } catch (cause) {
    throw dataError(
      'bad-tokenizer',
      { path, reason: cause instanceof Error ? cause.message : String(cause) },
      cause,
    );
  }
}

/** A BERT tokenizer from a list of tokens, as `trainWordPiece` gives it. Throws `data.bad-tokenizer`. */
export function tokenizerOfVocabulary(
  vocabulary: readonly string[],
  path: string,
  options: TokenizerOptions = {},
): TextTokenizer {
  const absent = ['[UNK]', '[CLS]', '[SEP]'].filter((token) => !vocabulary.includes(token));
  if (absent.length > 0)
    throw dataError('bad-tokenizer', { path, reason: `the vocabulary lacks ${absent.join(', ')}` });
  return makeTokenizer(bertTokenizerFile(vocabulary, options.lowerCase ?? true), path);
}

async function findFile(path: string): Promise<string> {
  const candidates = [path, join(path, 'tokenizer.json'), join(path, 'vocab.txt')];
  for (const candidate of candidates) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile()) return candidate;
  }
  throw dataError('no-tokenizer', { path });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw dataError(
      'bad-tokenizer',
      { path, reason: cause instanceof Error ? cause.message : String(cause) },
      cause,
    );
  }
}

/** The tokens of a vocab.txt, one a line. */
export function vocabularyTokens(text: string): string[] {
  const tokens = text.split(/\r?\n/);
  return tokens.at(-1) === '' ? tokens.slice(0, -1) : tokens;
}

/** Opens a tokenizer.json, a vocab.txt (one token a line), or the folder of either. Throws `data.no-tokenizer`, `data.bad-tokenizer`. */
export async function openTokenizer(path: string, options: TokenizerOptions = {}): Promise<TextTokenizer> {
  const file = await findFile(path);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw dataError(
      'unreadable',
      { path: file, reason: cause instanceof Error ? cause.message : String(cause) },
      cause,
    );
  });
  if (text.trimStart().startsWith('{')) return makeTokenizer(parseJson(text, file), file, options);
  return tokenizerOfVocabulary(vocabularyTokens(text), file, options);
}

/** BERT's way from a text to its words: cleaned, perhaps lower-cased and stripped of accents, cut at spaces and punctuation. */
export function bertWords(lowerCase: boolean): (text: string) => string[] {
  const { normalizer, pre_tokenizer } = buildTokenizer(bertTokenizerFile(specialTokens, lowerCase), 'bert');
  return (text) => pre_tokenizer(normalizer(text));
}
