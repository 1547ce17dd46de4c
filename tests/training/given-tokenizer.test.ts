// The tokenizer beside weights, with what the files beside it say: whether letters keep their case.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatasetVersion } from '../../src-main/data/dataset-version.ts';
import { bertTokenizerFile } from '../../src-main/data/tokenizer-file.ts';
import { tokenizerNotices } from '../../src-main/training/given-tokenizer.ts';
import { hubTokenizerConfig } from '../../src-main/training/hub-config.ts';
import { type Recipe, recipeSchema } from '../../src-main/training/recipe.ts';
import { openRunTokenizer, prepareTokenizer } from '../../src-main/training/run-tokenizer.ts';

const cased = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'Paris', 'paris', 'café', 'cafe'];
const uncased = cased.filter((token) => token !== 'Paris');

let folder: string;
let runFolder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finesse-tokenizer-'));
  runFolder = join(folder, 'run');
  mkdirSync(runFolder);
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, value: unknown) =>
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));
const vocabulary = (tokens: readonly string[]) => write('vocab.txt', `${tokens.join('\n')}\n`);

function recipeOf(lowerCase?: boolean): Recipe {
  return recipeSchema.parse({
    task: 'text-classification',
    model: { weights: folder },
    data: { path: 'unread' },
    preprocessing: { lowerCase },
  });
}

/** The words that a text becomes in a run, and again when the finished run is opened. */
async function words(text: string, lowerCase?: boolean): Promise<string[]> {
  const unread = {} as DatasetVersion; // a given tokenizer looks at no data
  const list = (tokenizer: Awaited<ReturnType<typeof prepareTokenizer>>) =>
    tokenizer
      .encode(text, 16)
      .inputIds.slice(1, -1)
      .map((id) => tokenizer.tokenOf(id));
  const prepared = list(await prepareTokenizer(recipeOf(lowerCase), unread, runFolder));
  expect(list(await openRunTokenizer(runFolder, lowerCase))).toEqual(prepared);
  return prepared;
}

const said = (lowerCase?: boolean) => tokenizerNotices(recipeOf(lowerCase)).map(({ message }) => message);

describe('a vocab.txt', () => {
  it('keeps capital letters where tokenizer_config.json says so, and that is told', async () => {
    vocabulary(cased);
    write('tokenizer_config.json', { do_lower_case: false });
    expect(await words('Paris paris Café')).toEqual(['Paris', 'paris', '[UNK]']);
    expect(said()).toEqual(['tokenizer_config.json beside vocab.txt: texts keep their capital letters.']);
  });

  it('is lower-cased where it says that, even with capital letters in the vocabulary', async () => {
    vocabulary(cased);
    write('tokenizer_config.json', { do_lower_case: true });
    expect(await words('Paris Café')).toEqual(['paris', 'cafe']);
  });

  it('keeps accents where strip_accents is false', async () => {
    vocabulary(uncased);
    write('tokenizer_config.json', { do_lower_case: true, strip_accents: false });
    expect(await words('Paris Café')).toEqual(['paris', 'café']);
  });

  it('alone is taken by its words, which is said', async () => {
    vocabulary(cased);
    expect(await words('Paris')).toEqual(['Paris']);
    expect(said()).toEqual([expect.stringContaining('Its words have capital letters, so they are not')]);
    rmSync(runFolder, { recursive: true });
    mkdirSync(runFolder);
    vocabulary(uncased);
    expect(await words('Paris Café')).toEqual(['paris', 'cafe']);
    expect(said()).toEqual([expect.stringContaining('no capital letters, so they are')]);
  });

  it('follows the recipe before all files', async () => {
    vocabulary(cased);
    write('tokenizer_config.json', { do_lower_case: false });
    expect(await words('Paris', true)).toEqual(['paris']);
    expect(said(true)).toEqual([]);
  });

  it('beside a model.json of ours is as the run had it', async () => {
    vocabulary(uncased);
    const preprocessing = { lowerCase: false };
    write('model.json', {
      formatVersion: 1,
      classes: ['a', 'b'],
      architecture: { family: 'bert' },
      preprocessing,
    });
    expect(await words('Paris paris')).toEqual(['[UNK]', 'paris']);
    expect(said()).toEqual(['model.json beside vocab.txt: texts keep their capital letters.']);
  });
});

describe('a tokenizer.json', () => {
  it('of a run with its own lower case is that again', async () => {
    write('tokenizer.json', bertTokenizerFile(cased));
    const preprocessing = { lowerCase: false };
    write('model.json', {
      formatVersion: 1,
      classes: ['a', 'b'],
      architecture: { family: 'bert' },
      preprocessing,
    });
    expect(await words('Paris')).toEqual(['Paris']);
  });

  it('has its letters changed by tokenizer_config.json, as Transformers does, and is else as it was', async () => {
    write('tokenizer.json', bertTokenizerFile(cased));
    expect(await words('Paris')).toEqual(['paris']);
    expect(said()).toEqual([]);
    rmSync(runFolder, { recursive: true });
    mkdirSync(runFolder);
    write('tokenizer_config.json', { do_lower_case: false, strip_accents: false });
    expect(await words('Paris café')).toEqual(['Paris', 'café']);
  });

  it('is exported with settings that say the same', async () => {
    vocabulary(cased);
    write('tokenizer_config.json', { do_lower_case: false, strip_accents: true });
    await words('Paris');
    const content: unknown = JSON.parse(readFileSync(join(runFolder, 'tokenizer.json'), 'utf8'));
    const file = { architecture: { family: 'bert' } } as Parameters<typeof hubTokenizerConfig>[0]; // only the family is read
    expect(hubTokenizerConfig(file, content, 64)).toMatchObject({
      do_lower_case: false,
      strip_accents: true,
      tokenize_chinese_chars: true,
    });
  });
});

describe("a tokenizer.json with another normalizer than BERT's", () => {
  const file = (normalizer: object | null) => ({ ...bertTokenizerFile(cased), normalizer });
  const sequence = (...normalizers: object[]) => ({ type: 'Sequence', normalizers });

  it.each([
    ['none', null, false],
    ['NFC', { type: 'NFC' }, false],
    ['a lower-casing step', { type: 'Lowercase' }, true],
    ['steps that lower-case', sequence({ type: 'NFC' }, { type: 'Lowercase' }), true],
    ['steps that do not', sequence({ type: 'NFC' }), false],
    ["steps with BERT's", sequence({ type: 'NFC' }, { type: 'BertNormalizer', lowercase: false }), false],
  ])('%s: lower-cases as it says itself, or as the recipe says', async (_, normalizer, own) => {
    write('tokenizer.json', file(normalizer));
    const [kept, lowered] = [
      ['Paris', 'paris'],
      ['paris', 'paris'],
    ];
    expect(await words('Paris paris')).toEqual(own ? lowered : kept);
    for (const [lowerCase, expected] of [
      [true, lowered],
      [false, kept],
    ] as const) {
      rmSync(join(runFolder, 'tokenizer.json'));
      expect(await words('Paris paris', lowerCase)).toEqual(expected);
    }
  });

  it('is followed where tokenizer_config.json says otherwise, and that is told', async () => {
    write('tokenizer.json', file(sequence({ type: 'NFC' })));
    write('tokenizer_config.json', { do_lower_case: true });
    expect(await words('Paris')).toEqual(['Paris']);
    expect(said()).toEqual([
      'tokenizer_config.json says that texts are lower-cased; the normalizer of tokenizer.json does otherwise, and is followed: they keep their capital letters. preprocessing.lowerCase decides otherwise.',
    ]);
    write('tokenizer_config.json', { do_lower_case: false });
    expect(said()).toEqual([
      'tokenizer_config.json beside tokenizer.json: texts keep their capital letters.',
    ]);
  });
});
