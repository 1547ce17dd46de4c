// What a tokenizer.json has to say, and the one that BERT's vocabularies mean.
import * as z from 'zod';
import { dataError } from './errors.ts';
import { tooLongReplacement } from './tokenizer-growth.ts';

/** Rows of an embedding: whole, from 0, and ten times as many as the largest vocabulary there is. */
const tokenIdSchema = z.number().int().min(0).max(9_999_999);

const tokenizerFileSchema = z.looseObject({
  model: z.looseObject({
    type: z.enum(['WordPiece', 'BPE', 'Unigram']),
    vocab: z.union([z.record(z.string(), tokenIdSchema), z.array(z.tuple([z.string(), z.number()]))]),
    /** Unigram's number of the token for what it does not know. */
    unk_id: tokenIdSchema.nullish(),
  }),
  normalizer: z.unknown(),
  pre_tokenizer: z.unknown(),
  post_processor: z.unknown(),
  decoder: z.unknown(),
  added_tokens: z.array(z.looseObject({ id: tokenIdSchema, content: z.string() })).default([]),
});

export type TokenizerFile = z.output<typeof tokenizerFileSchema>;

/** The content of a tokenizer.json, checked. `path` is for messages. Throws `data.bad-tokenizer`. */
export function checkedFile(content: unknown, path: string): TokenizerFile {
  const parsed = tokenizerFileSchema.safeParse(content);
  if (!parsed.success) {
    const first = new z.ZodError(parsed.error.issues.slice(0, 3));
    throw dataError('bad-tokenizer', { path, reason: z.prettifyError(first) });
  }
  const long = tooLongReplacement([parsed.data.normalizer, parsed.data.pre_tokenizer]);
  if (long !== undefined)
    throw dataError('bad-tokenizer', { path, reason: `it would put ${long} characters in place of others` });
  return parsed.data;
}

/** Smallest size of an embedding that takes every id. */
export function vocabularySize({ model, added_tokens }: TokenizerFile): number {
  const ids = Array.isArray(model.vocab)
    ? [model.vocab.length - 1, model.unk_id ?? 0]
    : Object.values(model.vocab);
  return added_tokens.reduce(
    (size, { id }) => Math.max(size, id + 1),
    ids.reduce((size, id) => Math.max(size, id + 1), 0),
  );
}

/** BERT's own special tokens, in the order of its vocabularies. */
export const specialTokens = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'] as const;

/** What BERT's normalizer does with letters. */
export interface BertNormalization {
  readonly lowerCase: boolean;
  /** Absent: accents go with capital letters. */
  readonly stripAccents?: boolean | undefined;
  /** Spaces around Chinese characters; true when absent. */
  readonly chineseCharacters?: boolean | undefined;
}

/** The tokenizer.json that Transformers writes for a BERT of this vocabulary. Source: Devlin et al. 2018, Transformers' BertTokenizerFast. */
export function bertTokenizerFile(
  vocabulary: readonly string[],
  { lowerCase, stripAccents, chineseCharacters }: BertNormalization = { lowerCase: true },
): TokenizerFile {
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
      handle_chinese_chars: chineseCharacters ?? true,
      strip_accents: stripAccents ?? null,
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
