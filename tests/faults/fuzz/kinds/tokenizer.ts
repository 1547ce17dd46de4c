// tokenizer.json: whatever it says, ids are whole numbers of its own vocabulary, and no text gets longer than asked.

import { makeTokenizer, type TextTokenizer } from '../../../../src-main/data/tokenizer.ts';
import { bertTokenizerFile } from '../../../../src-main/data/tokenizer-file.ts';
import { type FuzzKind, judged, type Outcome, wrong } from '../kind.ts';
import { type Json, mutateJson } from '../mutate-json.ts';

const maxTokens = 12;
const texts = [
  '',
  'Where is my card?',
  'naïve CAFÉ e\u0301 \u200b\ufeff 日本語 👩‍🔬',
  'unbelievable '.repeat(40),
  'x'.repeat(400),
  'a'.repeat(60),
  '\ud800 \0 [CLS] [MASK] ##ing </s> <pad>',
];

const words = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'where',
  'is',
  'my',
  'card',
  '?',
  'un',
  '##believ',
  '##able',
  'a',
  '##a',
  'x',
  '##x',
];

const bpe = {
  added_tokens: [
    {
      id: 0,
      content: '<s>',
      special: true,
      normalized: false,
      single_word: false,
      lstrip: false,
      rstrip: false,
    },
    {
      id: 1,
      content: '<pad>',
      special: true,
      normalized: false,
      single_word: false,
      lstrip: false,
      rstrip: false,
    },
    {
      id: 2,
      content: '</s>',
      special: true,
      normalized: false,
      single_word: false,
      lstrip: false,
      rstrip: false,
    },
    {
      id: 3,
      content: '<unk>',
      special: true,
      normalized: false,
      single_word: false,
      lstrip: false,
      rstrip: false,
    },
  ],
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'NFC' },
      { type: 'Lowercase' },
      { type: 'Replace', pattern: { String: '  ' }, content: ' ' },
    ],
  },
  pre_tokenizer: {
    type: 'Split',
    pattern: { Regex: '\\w+|[^\\w\\s]+' },
    behavior: 'Isolated',
    invert: false,
  },
  post_processor: {
    type: 'RobertaProcessing',
    sep: ['</s>', 2],
    cls: ['<s>', 0],
    trim_offsets: true,
    add_prefix_space: false,
  },
  decoder: { type: 'ByteLevel' },
  model: {
    type: 'BPE',
    unk_token: '<unk>',
    fuse_unk: false,
    vocab: {
      '<s>': 0,
      '<pad>': 1,
      '</s>': 2,
      '<unk>': 3,
      a: 4,
      b: 5,
      c: 6,
      r: 7,
      d: 8,
      ca: 9,
      rd: 10,
      card: 11,
      x: 12,
      xx: 13,
    },
    merges: ['c a', 'r d', 'ca rd', 'x x'],
  },
};

const unigram = {
  added_tokens: [
    {
      id: 0,
      content: '<unk>',
      special: true,
      normalized: false,
      single_word: false,
      lstrip: false,
      rstrip: false,
    },
  ],
  normalizer: { type: 'NFKC' },
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', add_prefix_space: true },
  post_processor: null,
  decoder: { type: 'Metaspace', replacement: '▁', add_prefix_space: true },
  model: {
    type: 'Unigram',
    unk_id: 0,
    vocab: [
      ['<unk>', 0],
      ['▁', -2],
      ['▁card', -3],
      ['c', -4],
      ['a', -4],
      ['x', -5],
    ],
  },
};

/** What is wrong with an encoding; undefined where nothing is. */
function flaw({ vocabularySize, padId, encode }: TextTokenizer): string | undefined {
  if (!Number.isSafeInteger(vocabularySize) || vocabularySize < 1) return `vocabulary of ${vocabularySize}`;
  if (!Number.isSafeInteger(padId) || padId < 0 || padId >= vocabularySize)
    return `pads with ${padId} of ${vocabularySize}`;
  for (const text of texts) {
    const { inputIds, tokenTypeIds } = encode(text, maxTokens);
    const bad = inputIds.find((id) => !Number.isSafeInteger(id) || id < 0 || id >= vocabularySize);
    if (bad !== undefined || inputIds.includes(undefined as never)) return `id ${bad} of ${vocabularySize}`;
    if (inputIds.length > maxTokens) return `${inputIds.length} ids of at most ${maxTokens}`;
    if (tokenTypeIds.length !== inputIds.length)
      return `${tokenTypeIds.length} types of ${inputIds.length} ids`;
  }
  return undefined;
}

const encodings = (tokenizer: TextTokenizer) =>
  JSON.stringify(texts.map((text) => tokenizer.encode(text, maxTokens)));

export const tokenizerKind: FuzzKind = () => {
  const files = [bertTokenizerFile(words), bpe, unigram].map((content) => ({
    content: JSON.parse(JSON.stringify(content)) as Json,
    whole: encodings(makeTokenizer(content, 'whole')),
  }));
  return (random) => {
    const { content, whole } = random.oneOf(files);
    const text = mutateJson(content, random);
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return { verdict: 'clear error', note: 'not JSON' } satisfies Outcome; // openTokenizer says so before
    }
    return judged(
      'damaged/tokenizer.json',
      () => {
        const tokenizer = makeTokenizer(parsed, 'damaged/tokenizer.json');
        return { found: flaw(tokenizer), made: encodings(tokenizer) };
      },
      ({ found, made }) =>
        found === undefined ? { verdict: made === whole ? 'same result' : 'changed' } : wrong(found),
    );
  };
};
