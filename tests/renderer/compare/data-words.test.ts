import { describe, expect, it } from 'vitest';
import { makeFormat } from '../../../src-renderer/lib/i18n/format.ts';
import { en } from '../../../src-renderer/lib/i18n/messages/en.ts';
import { fr } from '../../../src-renderer/lib/i18n/messages/fr.ts';
import type { BaselineComparison } from '../../../src-renderer/routes/compare/compared.ts';
import {
  correctionNotes,
  correctionSentences,
  dataSentences,
  untouchedSentences,
} from '../../../src-renderer/routes/compare/data-words.ts';
import { comparison } from './compare-data.ts';

const none = { count: 0, first: [] };
const data: NonNullable<BaselineComparison['data']> = {
  relabelled: {
    count: 2,
    first: [
      { path: '/mri/yes/a.jpg', from: 'yes', to: 'no' },
      { path: '/mri/no/b.jpg', from: 'no', to: 'yes' },
    ],
  },
  excluded: { count: 1, first: [{ path: '/mri/no/c.jpg', from: 'no', to: null }] },
  added: none,
  removed: none,
  moved: 0,
  corrected: { train: 0, validation: 0, test: 3 },
};
const corrected: BaselineComparison = {
  ...comparison,
  data,
  better: 1,
  worse: 3,
  untouched: { examples: 35, accuracyBefore: 0.8, accuracyAfter: 0.75 },
  corrected: { relabelled: 2, agreedBefore: 2, agreedAfter: 1, mistakes: 6, gone: 4 },
};

describe('data that changed', () => {
  it('is told by names and labels, not by hashes', () => {
    expect(dataSentences(data, en.compare.data)).toEqual([
      '2 labels corrected: a.jpg yes → no, b.jpg no → yes',
      '1 example left out: c.jpg',
    ]);
    expect(dataSentences(data, fr.compare.data)).toEqual([
      '2 étiquettes corrigées\u202f: a.jpg yes → no, b.jpg no → yes',
      '1 exemple écarté\u202f: c.jpg',
    ]);
  });

  it('is counted where it is much, and texts are shortened', () => {
    const first = Array.from({ length: 20 }, (_, at) => ({
      path: '/q.csv',
      row: at + 2,
      text: `Where is my card, which I have been waiting for since week ${at}?`,
      from: null,
      to: 'card',
    }));
    const [line] = dataSentences(
      { ...data, relabelled: none, excluded: none, added: { count: 50, first } },
      en.compare.data,
    );
    expect(line).toMatch(
      /^50 new examples: “Where is my card, which I have been waiting for …”, .*, and 46 more$/,
    );
  });

  it('comes with what became of the mistakes, and the fair comparison', () => {
    expect(correctionSentences(corrected, en.compare.corrections)).toEqual([
      '4 of the 6 mistakes you corrected are gone.',
      'Of 2 test examples with a corrected label, the baseline says that label for 2, this run for 1.',
    ]);
    const words = { t: en.compare.corrections, format: makeFormat('en') };
    expect(untouchedSentences(corrected, words)).toEqual([
      'On the 35 untouched test examples: 1 better, 3 worse.',
      'Accuracy there 80.0% → 75.0%:',
    ]);
  });

  it('says that corrected tests change the measuring stick, and when nothing that is learnt from changed', () => {
    const { stick, same } = en.compare.corrections;
    expect(correctionNotes(data, en.compare.corrections)).toEqual([stick, same]);
    const learnt = { ...data, corrected: { ...data.corrected, train: 1 } };
    expect(correctionNotes(learnt, en.compare.corrections)).toEqual([stick]);
    const untested = { train: 1, validation: 0, test: 0 };
    expect(correctionNotes({ ...data, corrected: untested }, en.compare.corrections)).toEqual([]);
  });
});
