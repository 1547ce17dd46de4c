import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { charsmapNormalizer } from '../../src-main/data/precompiled-charsmap.ts';
import { makeTokenizer, openTokenizer, tokenizerOfVocabulary } from '../../src-main/data/tokenizer.ts';
import { bertTokenizerFile } from '../../src-main/data/tokenizer-file.ts';
import { trainWordPiece } from '../../src-main/data/wordpiece-training.ts';

interface Case {
  readonly lowerCase: boolean;
  readonly text: string;
  readonly maxTokens: number;
  readonly inputIds: readonly number[];
}

const vocabularyFile = fileURLToPath(new URL('./fixtures/vocab.txt', import.meta.url));
const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('./fixtures/tokenizer-cases.json', import.meta.url), 'utf8'),
);

describe('encodings equal those of Transformers', () => {
  it.each(cases)(
    'lowerCase $lowerCase, at most $maxTokens: $text',
    async ({ lowerCase, text, maxTokens, inputIds }) => {
      const tokenizer = await openTokenizer(vocabularyFile, { lowerCase });
      expect(tokenizer.encode(text, maxTokens).inputIds).toEqual(inputIds);
    },
  );
});

describe('encodings equal those of Transformers for RoBERTa, CamemBERT and XLM-R', () => {
  const rows = JSON.parse(
    readFileSync(new URL('./fixtures/roberta-tokenizer-cases.json', import.meta.url), 'utf8'),
  ) as readonly (Omit<Case, 'lowerCase'> & { readonly tokenizer: string })[]; // of make-roberta-tokenizers.py

  it.each(rows)(
    '$tokenizer, at most $maxTokens: $text',
    async ({ tokenizer: kind, text, maxTokens, inputIds }) => {
      const path = fileURLToPath(new URL(`./fixtures/${kind}.json`, import.meta.url));
      const tokenizer = await openTokenizer(path);
      expect(tokenizer.padId).toBe(1);
      const { inputIds: found, tokenTypeIds } = tokenizer.encode(text, maxTokens);
      expect(found).toEqual(inputIds);
      expect(new Set(tokenTypeIds)).toEqual(new Set(found.length > 0 ? [0] : []));
    },
  );
});

describe('a table of characters in a tokenizer', () => {
  const path = fileURLToPath(new URL('./fixtures/unigram.json', import.meta.url));
  const content = JSON.parse(readFileSync(path, 'utf8'));
  const withTable = (precompiled_charsmap: unknown) => ({
    ...content,
    normalizer: { type: 'Precompiled', precompiled_charsmap },
  });

  it.each(['', 'AAAA', 'BAAAAA==', '/////w==', 'not base64'])('that is none is refused: %j', (table) => {
    expect(() => makeTokenizer(withTable(table), 'tokenizer.json')).toThrow('precompiled_charsmap');
  });

  it('is followed grapheme by grapheme, as Transformers does: a line end is one blank, emoji stay joined', () => {
    const { precompiled_charsmap: table } = content.normalizer.normalizers[0];
    const normalise = charsmapNormalizer(table);
    expect(normalise('a\r\nb')).toBe('a b');
    expect(normalise('\u{1F468}\u200D\u{1F469}')).toBe('\u{1F468}\u200D\u{1F469}');
    expect(normalise('cafe\u0301 \uFB01n\u2026')).toBe('caf\u00E9 fin...');
  });
});

describe('a tokenizer', () => {
  it('knows its vocabulary and padding', async () => {
    const lines = readFileSync(vocabularyFile, 'utf8').trimEnd().split('\n').length;
    const tokenizer = await openTokenizer(vocabularyFile);
    expect([tokenizer.vocabularySize, tokenizer.padId]).toEqual([lines, 0]);
  });

  it('says whether the text was cut, and keeps the final token', async () => {
    const tokenizer = await openTokenizer(vocabularyFile);
    const cut = tokenizer.encode('hello world hello world', 4);
    expect(cut).toMatchObject({ truncated: true, tokenTypeIds: [0, 0, 0, 0] });
    expect(cut.inputIds.at(-1)).toBe(3);
    expect(tokenizer.encode('hello', 4).truncated).toBe(false);
  });

  it('reads the beginning of a huge text as it would the whole', async () => {
    const tokenizer = await openTokenizer(vocabularyFile);
    const huge = 'hello  world the card '.repeat(50_000);
    expect(tokenizer.encode(huge, 32).inputIds).toEqual(tokenizer.encode(huge.slice(0, 600), 32).inputIds);
    expect(tokenizer.encode('a'.repeat(1_000_000), 32).inputIds).toEqual([2, 1, 3]);
    expect(tokenizer.encode(`${' '.repeat(1_000_000)}hello`, 32).inputIds).toEqual(
      tokenizer.encode('hello', 32).inputIds,
    );
  });

  it('opens tokenizer.json and vocab.txt alike', async () => {
    const vocabulary = readFileSync(vocabularyFile, 'utf8').trimEnd().split('\n');
    const fromJson = makeTokenizer(
      JSON.parse(JSON.stringify(bertTokenizerFile(vocabulary))),
      'tokenizer.json',
    );
    const fromList = tokenizerOfVocabulary(vocabulary, 'vocab.txt');
    for (const { text } of cases) expect(fromJson.encode(text, 64)).toEqual(fromList.encode(text, 64));
  });
});

describe('training a vocabulary', () => {
  const texts = [
    'low low low low low',
    'lower lower',
    'newest newest newest newest newest newest',
    'widest widest widest',
  ];

  it('merges the most frequent pairs first', () => {
    // The worked example of Sennrich et al. 2016: es, est, lo, low come first.
    const vocabulary = trainWordPiece(texts, { vocabularySize: 33, lowerCase: true });
    const merges = vocabulary.filter((token) => token.replace('##', '').length > 1 && !token.startsWith('['));
    expect(merges.slice(0, 2)).toEqual(['##es', '##est']);
    expect(merges).toContain('lo');
    expect(merges).toContain('low');
  });

  it('gives a vocabulary that writes the texts without unknown tokens', () => {
    const vocabulary = trainWordPiece(texts, { vocabularySize: 60, lowerCase: true });
    const tokenizer = tokenizerOfVocabulary(vocabulary, 'trained');
    for (const text of texts) expect(tokenizer.encode(text, 64).inputIds).not.toContain(1);
    expect(tokenizer.encode('newest', 64).inputIds).toHaveLength(3);
  });

  it('is the same every time', () => {
    const options = { vocabularySize: 50, lowerCase: true };
    expect(trainWordPiece(texts, options)).toEqual(trainWordPiece(texts, options));
  });

  it('refuses a vocabulary smaller than the alphabet', () => {
    expect(() => trainWordPiece(texts, { vocabularySize: 8, lowerCase: true })).toThrow(/too small/);
  });
});
