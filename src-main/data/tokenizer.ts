// Text -> token ids, through @huggingface/tokenizers. Reads a tokenizer.json, or builds BERT's from a vocab.txt.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutOfTime, within } from './bounded-work.ts';
import { dataError } from './errors.ts';
import { buildTokenizer, messageOf } from './hub-tokenizer.ts';
import { stayingInside } from './read-within.ts';
import { withLowerCase } from './tokenizer-case.ts';
import { bertTokenizerFile, checkedFile, vocabularySize } from './tokenizer-file.ts';
import { GrownTooLong } from './tokenizer-growth.ts';

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
  /**
   * Throws RangeError when `maxTokens` is below 3: [CLS], one token, [SEP]; `data.bad-tokenizer`, `data.slow-tokenizer`
   * and `data.growing-tokenizer` where the tokenizer cannot cope with the text.
   */
  encode(text: string, maxTokens: number): EncodedText;
  /** As `encode`, of many texts at less cost. */
  encodeAll(texts: readonly string[], maxTokens: number): EncodedText[];
  /** The written form of a token, `##ing` for example; its number where it has none. */
  tokenOf(id: number): string;
}

export interface TokenizerOptions {
  /** Replaces the tokenizer's own setting; for a vocab.txt true when absent. */
  readonly lowerCase?: boolean;
}

/** Words end at white space, so the first tokens of a text need only its beginning. */
function beginning(text: string, maxTokens: number): string {
  const limit = maxTokens * 64;
  if (text.length <= limit) return text;
  const end = text.slice(0, limit).search(/\s\S*$/);
  return end > 0 ? text.slice(0, end) : text;
}

/** A text's share of the time that a chunk of texts may take, and what a chunk may take besides on a busy machine. */
const textMs = 20;
const spareMs = 10_000;
/** Texts with one time limit; few enough that the one that takes too long is told soon. */
const chunkTexts = 256;
/** A tokenizer from the content of a tokenizer.json. `path` is for messages. Throws `data.bad-tokenizer`. */
export function makeTokenizer(content: unknown, path: string, options: TokenizerOptions = {}): TextTokenizer {
  const file = withLowerCase(checkedFile(content, path), options.lowerCase);
  const { tokenizer, growth, frame } = buildTokenizer(file, path);
  const size = vocabularySize(file);
  const idsOf = (text: string) => {
    growth.begin(text.length);
    return tokenizer.encode(text, { return_token_type_ids: true });
  };
  const encode = (text: string, maxTokens: number): EncodedText => {
    const start = beginning(text, maxTokens);
    const tried = idsOf(start);
    const { ids, token_type_ids: types } =
      start.length < text.length && tried.ids.length <= maxTokens ? idsOf(text) : tried;
    if (!ids.every((id) => id >= 0 && id < size))
      throw new Error('a word has no token, not even an unknown one');
    const tokenTypeIds = types ?? new Array<number>(ids.length).fill(0);
    if (ids.length <= maxTokens) return { inputIds: ids, tokenTypeIds, truncated: false };
    const kept = maxTokens - frame.after;
    const cut = (list: readonly number[]) => [
      ...list.slice(0, kept),
      ...list.slice(list.length - frame.after),
    ];
    return { inputIds: cut(ids), tokenTypeIds: cut(tokenTypeIds), truncated: true };
  };
  const encodeChunk = (texts: readonly string[], maxTokens: number) => {
    const encodings: EncodedText[] = [];
    const limitMs = spareMs + textMs * texts.length;
    try {
      within(limitMs, () => {
        for (const text of texts) encodings.push(encode(text, maxTokens));
      });
    } catch (cause) {
      throw encodingFault(cause, { path, text: texts[encodings.length] ?? '', limitMs });
    }
    return encodings;
  };
  const encodeAll: TextTokenizer['encodeAll'] = (texts, maxTokens) => {
    if (maxTokens < 3) throw new RangeError(`maxTokens is ${maxTokens}; needed 3 or more`);
    if (maxTokens <= frame.before + frame.after) {
      const reason = `it puts ${frame.before + frame.after} tokens around each text, and ${maxTokens} are allowed in all`;
      throw dataError('bad-tokenizer', { path, reason });
    }
    const encodings: EncodedText[] = [];
    for (let at = 0; at < texts.length; at += chunkTexts)
      encodings.push(...encodeChunk(texts.slice(at, at + chunkTexts), maxTokens));
    return encodings;
  };
  return {
    vocabularySize: size,
    padId: tokenizer.token_to_id('[PAD]') ?? tokenizer.token_to_id('<pad>') ?? 0,
    encode: (text, maxTokens) => encodeAll([text], maxTokens)[0]!,
    encodeAll,
    tokenOf: (id) => tokenizer.id_to_token(id) ?? String(id),
  };
}

function encodingFault(cause: unknown, place: { path: string; text: string; limitMs: number }) {
  const { path, limitMs } = place;
  const text = place.text.slice(0, 80);
  if (cause instanceof OutOfTime)
    return dataError('slow-tokenizer', { path, seconds: Math.round(limitMs / 1000), text }, cause);
  if (cause instanceof GrownTooLong) {
    const { characters } = cause;
    return dataError('growing-tokenizer', { path, text, from: place.text.length, to: characters }, cause);
  }
  return dataError('bad-tokenizer', { path, reason: `${messageOf(cause)}, in the text "${text}"` }, cause);
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
  return makeTokenizer(bertTokenizerFile(vocabulary, { lowerCase: options.lowerCase ?? true }), path);
}

async function findFile(path: string): Promise<string> {
  const candidates = [path, join(path, 'tokenizer.json'), join(path, 'vocab.txt')];
  for (const candidate of candidates) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile()) return stayingInside(candidate);
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
