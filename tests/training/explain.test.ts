// Explanations of a made-up classifier whose reasons are known.
import { describe, expect, it } from 'vitest';
import { explain } from '../../src-main/training/explain.ts';
import type { InputAnswer, Predictor, PredictorInput } from '../../src-main/training/predictor.ts';

/** A classifier of texts whose probability of `yes` is `probabilityOf` the words. */
function classifier(probabilityOf: (words: ReadonlySet<string>) => number): Predictor {
  const answerOne = (input: PredictorInput): InputAnswer => {
    const words = new Set('text' in input ? input.text.split(' ') : []);
    const yes = probabilityOf(words);
    return { probabilities: Float32Array.of(1 - yes, yes) };
  };
  const unused = () => {
    throw new Error('texts need only answers');
  };
  return {
    classes: ['no', 'yes'],
    task: 'text-classification',
    // Texts are explained by answers alone; the network itself is never looked at.
    model: undefined as never,
    preparation: undefined as never,
    textColumn: undefined,
    answer: async (inputs) => inputs.map(answerOne),
    prepare: async () => ({}),
    run: unused,
    close: async () => undefined,
  };
}

const text = 'one two three four five six seven eight';
const wordsOf = (effects: readonly number[]) => {
  const names = text.split(' ');
  return [...effects.keys()].sort((a, b) => effects[b]! - effects[a]!).map((at) => names[at]!);
};

describe('an explanation', () => {
  it('measures the one word that counts, and one that speaks against the class', async () => {
    const predictor = classifier(
      (words) => 0.5 + (words.has('three') ? 0.4 : 0) - (words.has('five') ? 0.2 : 0),
    );
    const { effects, method, probability, check } = await explain(predictor, { text }, { grid: 8 });
    expect(method).toBe('one-at-a-time');
    expect(probability).toBeCloseTo(0.7, 5);
    expect(effects[2]).toBeCloseTo(0.4, 5);
    expect(effects[4]).toBeCloseTo(-0.2, 5);
    expect(check).toMatchObject({ reliable: true, reason: null });
  });

  it('finds words that say the same, none of which matters alone', async () => {
    const predictor = classifier((words) => (words.has('two') || words.has('seven') ? 0.95 : 0.05));
    const { effects, method, check } = await explain(predictor, { text }, { grid: 8 });
    expect(method).toBe('random-halves');
    expect(wordsOf(effects).slice(0, 2).sort()).toEqual(['seven', 'two']);
    expect(check.reliable).toBe(true);
  });

  it('says so when nothing in the input matters, and when the class is a guess', async () => {
    const constant = await explain(
      classifier(() => 0.9),
      { text },
      { grid: 8 },
    );
    expect(constant.check).toMatchObject({ reliable: false, reason: 'no-effect' });
    const guess = await explain(
      classifier(() => 0.52),
      { text },
      { grid: 8 },
    );
    expect(guess.check).toMatchObject({ reliable: false, reason: 'uncertain-prediction' });
  });

  it('explains the class asked for, tells how far it is, and stops when asked', async () => {
    const predictor = classifier((words) => (words.has('three') ? 0.9 : 0.1));
    const seen: number[] = [];
    const onProgress = (done: number, total: number) => seen.push(done / total);
    const no = await explain(predictor, { text }, { class: 'no', grid: 8, onProgress });
    expect(no.effects[2]).toBeCloseTo(-0.8, 5);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(1);
    await expect(explain(predictor, { text }, { class: 'maybe', grid: 8 })).rejects.toMatchObject({
      code: 'training.unknownClassOfRun',
    });
    const signal = AbortSignal.abort();
    await expect(explain(predictor, { text }, { grid: 8, signal })).rejects.toThrow(/aborted/);
  });
});
