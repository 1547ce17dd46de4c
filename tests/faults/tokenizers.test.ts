// Tokenizer files from anywhere: ids that are none, steps that never end or grow without bound, and tokens around a
// text other than BERT's. Each ends in a clear error or in the right ids.
import { describe, expect, it } from 'vitest';
import { OutOfTime, within } from '../../src-main/data/bounded-work.ts';
import type { DatasetVersion } from '../../src-main/data/dataset-version.ts';
import { openTextBatches } from '../../src-main/data/text-batches.ts';
import { makeTokenizer } from '../../src-main/data/tokenizer.ts';
import { faultOf } from '../store/temporary-store.ts';

const words = ['[PAD]', '[UNK]', '<s>', '</s>', 'one', 'two', 'three', 'four'];
const vocab = Object.fromEntries(words.map((word, id) => [word, id]));
const whole = { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', vocab };

/** A tokenizer.json: one word, one token; nothing around the text. */
function file(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const nothing = { normalizer: null, post_processor: null, decoder: null, added_tokens: [] };
  return { ...nothing, model: whole, pre_tokenizer: { type: 'WhitespaceSplit' }, ...fields };
}

function around(before: readonly string[], after: readonly string[]) {
  const own = (token: string) => ({ SpecialToken: { id: token, type_id: 0 } });
  const single = [...before.map(own), { Sequence: { id: 'A', type_id: 0 } }, ...after.map(own)];
  const tokens = [...new Set([...before, ...after])].map((id) => [
    id,
    { id, ids: [vocab[id]], tokens: [id] },
  ]);
  return { type: 'TemplateProcessing', single, pair: single, special_tokens: Object.fromEntries(tokens) };
}

const long = 'one two three four one two three four';
const ids = (...names: readonly string[]) => names.map((name) => vocab[name]!);

describe('tokens around a text', () => {
  it.each([
    ['none', [], [], ids('one', 'two', 'three', 'four')],
    ['one before', ['<s>'], [], ids('<s>', 'one', 'two', 'three')],
    ['one after, as in T5', [], ['</s>'], ids('one', 'two', 'three', '</s>')],
    ["one on each side, as BERT's", ['<s>'], ['</s>'], ids('<s>', 'one', 'two', '</s>')],
    ['two after', ['<s>'], ['</s>', '</s>'], ids('<s>', 'one', '</s>', '</s>')],
  ])(
    '%s: a text that is cut has as many ids as allowed, and keeps them',
    (_name, before, after, expected) => {
      const tokenizer = makeTokenizer(file({ post_processor: around(before, after) }), 'tokenizer.json');
      expect(tokenizer.encode(long, 4)).toMatchObject({ inputIds: expected, truncated: true });
      expect(tokenizer.encode('one', 4).inputIds).toEqual(ids(...before, 'one', ...after));
    },
  );

  it('none at all: batches of texts that are cut', async () => {
    const tokenizer = makeTokenizer(file(), 'tokenizer.json');
    const examples = [long, 'four'].map((text) => ({ text, label: 0, split: 'train', contentHash: text }));
    const version = { examples, classes: ['a'], kind: 'text' } as unknown as DatasetVersion; // what batches need
    const options = { split: 'train', batchSize: 2, shuffle: false, tokenizer, maxTokens: 3 } as const;
    for await (const { inputs } of openTextBatches(version, options))
      expect([...inputs.inputIds!.data]).toEqual(expect.arrayContaining(ids('one', 'two', 'three')));
  });

  it('more than are allowed in all', () => {
    const tokenizer = makeTokenizer(
      file({ post_processor: around(['<s>', '<s>'], ['</s>', '</s>']) }),
      't.json',
    );
    expect(faultOf(() => tokenizer.encode(long, 4))).toMatchObject({
      code: 'data.bad-tokenizer',
      message: expect.stringContaining('puts 4 tokens around each text'),
    });
  });
});

describe('ids that are none', () => {
  it.each([
    ['negative', -1],
    ['fractional', 1.5],
    ['larger than any vocabulary', 2 ** 40],
    ['text', '7'],
  ])('%s', (_name, id) => {
    const inVocabulary = file({ model: { ...whole, vocab: { ...vocab, five: id } } });
    const added = file({ added_tokens: [{ id, content: 'five' }] });
    for (const [content, place] of [
      [inVocabulary, 'model.vocab'],
      [added, 'added_tokens[0].id'],
    ] as const) {
      const { code, message } = faultOf(() => makeTokenizer(content, '/a/tokenizer.json'));
      expect(code).toBe('data.bad-tokenizer');
      expect(message).toContain('/a/tokenizer.json');
      expect(message).toContain(place);
    }
  });

  it('says a few of many', () => {
    const broken = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`w${at}`, -at - 1]));
    const { message } = faultOf(() =>
      makeTokenizer(file({ model: { ...whole, vocab: broken } }), 'tokenizer.json'),
    );
    expect(message.length).toBeLessThan(1_000);
  });

  it('does not take a word without a token for the first token', () => {
    const model = { ...whole, unk_token: '[MISSING]' };
    const tokenizer = makeTokenizer(file({ model }), 'tokenizer.json');
    expect(tokenizer.encode('one two', 8).inputIds).toEqual(ids('one', 'two'));
    expect(faultOf(() => tokenizer.encode('one seven', 8))).toMatchObject({
      code: 'data.bad-tokenizer',
      message: expect.stringContaining('in the text "one seven"'),
    });
  });
});

describe('steps without an end', () => {
  const endless = { type: 'Split', pattern: { Regex: '(a+)+b' }, behavior: 'Isolated', invert: false };

  it('are broken off, also inside a regular expression', () => {
    expect(() => within(200, () => /(a+)+b/.test('a'.repeat(60)))).toThrow(OutOfTime);
    expect(() =>
      within(200, () => {
        for (;;);
      }),
    ).toThrow(OutOfTime);
    expect(within(10_000, () => 7)).toBe(7);
    expect(() =>
      within(10_000, () => {
        throw new TypeError('own');
      }),
    ).toThrow(new TypeError('own'));
  });

  it('end in an error that names tokenizer and text; the others are encoded', { timeout: 120_000 }, () => {
    const tokenizer = makeTokenizer(file({ pre_tokenizer: endless }), '/a/tokenizer.json');
    expect(tokenizer.encode('four', 8).inputIds).toEqual(ids('four'));
    const text = `a${'a'.repeat(60)}c`;
    const { code, message } = faultOf(() => tokenizer.encodeAll(['four', text, 'four'], 8));
    expect(code).toBe('data.slow-tokenizer');
    expect(message).toContain('/a/tokenizer.json');
    expect(message).toContain(text);
  });
});

describe('steps that grow', () => {
  const double = { type: 'Replace', pattern: { String: 'a' }, content: 'aa' };
  const doubling = { type: 'Sequence', normalizers: new Array(60).fill(double) };

  it.each([
    ['a normaliser', { normalizer: doubling }],
    ['a pre-tokenizer', { pre_tokenizer: { type: 'Sequence', pretokenizers: new Array(60).fill(double) } }],
  ])('%s: an error that names tokenizer and text', (_name, fields) => {
    const tokenizer = makeTokenizer(file(fields), '/a/tokenizer.json');
    expect(tokenizer.encode('four', 8).inputIds).toEqual(ids('four'));
    const { code, message } = faultOf(() => tokenizer.encode('one a', 8));
    expect(code).toBe('data.growing-tokenizer');
    expect(message).toMatch(/\/a\/tokenizer\.json would make \d+ characters of a text of 5: "one a"/);
  });

  it('are found in its added tokens too, and in the length of what is put in', () => {
    const added = [{ id: 7, content: 'a', normalized: true, special: false }];
    const grown = faultOf(() => makeTokenizer(file({ normalizer: doubling, added_tokens: added }), 't.json'));
    expect(grown).toMatchObject({ code: 'data.bad-tokenizer', message: expect.stringContaining('grew to') });
    const normalizer = { ...double, content: 'a'.repeat(1_000_000) };
    const put = faultOf(() => makeTokenizer(file({ normalizer }), 't.json'));
    expect(put.message).toContain('1000000 characters in place of others');
  });

  it('leaves in peace what languages need', () => {
    const normalizer = { type: 'Sequence', normalizers: [{ type: 'NFKC' }, { type: 'Lowercase' }] };
    const tokenizer = makeTokenizer(file({ normalizer }), 't.json');
    expect(tokenizer.encode('\u{fdfa}'.repeat(500), 8).truncated).toBe(true);
  });
});
