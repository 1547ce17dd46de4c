// @huggingface/tokenizers with bounds: on the time it takes to be ready, and on what its steps make of a text.
import { Tokenizer } from '@huggingface/tokenizers';
import { OutOfTime, within } from './bounded-work.ts';
import { dataError } from './errors.ts';
import { type CharsmapStep, followCharsmaps } from './precompiled-charsmap.ts';
import { bertTokenizerFile, specialTokens, type TokenizerFile } from './tokenizer-file.ts';
import { GrowthBound, type Step } from './tokenizer-growth.ts';

/** The part of the package's Tokenizer that is used; its own declarations do not resolve under Node's rules. */
export interface HubTokenizer {
  encode(
    text: string,
    options?: { readonly return_token_type_ids?: true; readonly add_special_tokens?: false },
  ): { readonly ids: number[]; readonly token_type_ids?: number[] };
  token_to_id(token: string): number | undefined;
  id_to_token(id: number): string | undefined;
  readonly normalizer: (((text: string) => string) & Step & CharsmapStep) | null;
  readonly pre_tokenizer: (((text: string) => string[]) & Step) | null;
}

/** A vocabulary of a quarter of a million tokens takes about a second to build. */
const buildMs = 30_000;

/** How many tokens of its own a tokenizer puts before and after every text. */
export interface Frame {
  readonly before: number;
  readonly after: number;
}

function frameOf(tokenizer: HubTokenizer): Frame {
  const own = tokenizer.encode('probe', { add_special_tokens: false }).ids;
  const framed = tokenizer.encode('probe').ids;
  const before = framed.findIndex((_, at) => own.every((id, offset) => framed[at + offset] === id));
  if (own.length > 0 && before >= 0) return { before, after: framed.length - own.length - before };
  // It leaves nothing of this word; BERT's way then, one token before and the rest after.
  const { length } = tokenizer.encode('').ids;
  return { before: Math.min(1, length), after: Math.max(0, length - 1) };
}

export interface BuiltTokenizer {
  readonly tokenizer: HubTokenizer;
  readonly growth: GrowthBound;
  readonly frame: Frame;
}

/** Throws `data.bad-tokenizer`. */
export function buildTokenizer(file: TokenizerFile, path: string): BuiltTokenizer {
  try {
    return within(buildMs, () => {
      checkAddedTokens(file);
      const tokenizer = newTokenizer(file);
      const growth = boundGrowth(tokenizer);
      growth.begin(1_000);
      return { tokenizer, growth, frame: frameOf(tokenizer) };
    });
  } catch (cause) {
    const reason =
      cause instanceof OutOfTime ? `it was not ready after ${buildMs / 1000} s` : messageOf(cause);
    throw dataError('bad-tokenizer', { path, reason }, cause);
  }
}

function newTokenizer(file: TokenizerFile): HubTokenizer {
  // Its declarations resolve under some rules only, and then say less than the package does.
  const tokenizer = new Tokenizer(file, {}) as unknown as HubTokenizer;
  followCharsmaps(tokenizer.normalizer);
  return tokenizer;
}

function boundGrowth({ normalizer, pre_tokenizer }: HubTokenizer): GrowthBound {
  const growth = new GrowthBound();
  growth.watch(normalizer);
  growth.watch(pre_tokenizer);
  return growth;
}

/** The package normalizes added tokens before anything can be bounded; this does so first, bounded. */
function checkAddedTokens(file: TokenizerFile): void {
  const model = { type: 'WordPiece' as const, vocab: { '[UNK]': 0 }, unk_token: '[UNK]' };
  const probe = newTokenizer({ ...file, model, added_tokens: [], post_processor: null, decoder: null });
  const growth = boundGrowth(probe);
  for (const { content } of file.added_tokens) {
    growth.begin(content.length);
    probe.normalizer?.(content);
  }
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** BERT's way from a text to its words: cleaned, perhaps lower-cased and stripped of accents, cut at spaces and punctuation. */
export function bertWords(lowerCase: boolean): (text: string) => string[] {
  const { normalizer, pre_tokenizer } = newTokenizer(bertTokenizerFile(specialTokens, { lowerCase }));
  return (text) => pre_tokenizer!(normalizer!(text)); // BERT has both
}
