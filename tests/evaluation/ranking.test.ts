import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { thinCurve } from '../../src-main/evaluation/curves.ts';
import { descendingOrder, rank, rocAuc } from '../../src-main/evaluation/ranking.ts';

const score = fc.oneof(
  fc.constantFrom(0, -0, 1, 0.5, 2 ** -149, 1 - 2 ** -24),
  fc.float({ min: 0, max: 1, noNaN: true }),
);

describe('descendingOrder', () => {
  it('sorts any probabilities, zeros of both signs and denormals among them', () => {
    fc.assert(
      fc.property(fc.array(score, { maxLength: 60 }), (values) => {
        const scores = Float32Array.from(values);
        const order = descendingOrder(scores);
        expect([...order].sort((a, b) => a - b)).toEqual([...values.keys()]);
        for (let i = 1; i < order.length; i++)
          expect(scores[order[i - 1]!]!).toBeGreaterThanOrEqual(scores[order[i]!]!);
      }),
    );
  });
});

describe('rocAuc', () => {
  it('is the chance that a positive outranks a negative, a tie counting half', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), score), { minLength: 1, maxLength: 40 }), (pairs) => {
        const truth = Uint8Array.from(pairs, ([positive]) => (positive ? 1 : 0));
        const scores = Float32Array.from(pairs, ([, value]) => value);
        const [positives, negatives] = [1, 0].map((t) => [...scores].filter((_, i) => truth[i] === t));
        let wins = 0;
        for (const p of positives!) for (const n of negatives!) wins += p > n ? 1 : p === n ? 0.5 : 0;
        const expected = wins / (positives!.length * negatives!.length);
        const actual = rocAuc(rank(truth, scores));
        if (Number.isNaN(expected)) expect(actual).toBeNull();
        else expect(actual).toBeCloseTo(expected, 12);
      }),
    );
  });
});

describe('thinCurve', () => {
  it('drops what lies on a straight line and nothing else', () => {
    const x = [0, 0.25, 0.5, 0.5, 0.5, 0.75, 1];
    const y = [0, 0, 0, 0.4, 1, 1, 1];
    expect(thinCurve({ x, y }, 500)).toEqual({ x: [0, 0.5, 0.5, 1], y: [0, 0, 1, 1] });
  });

  it('keeps a peak that its neighbours would hide on one vertical', () => {
    const x = [0.5, 0.5, 0.5001];
    const y = [0.8, 0.05, 0.1];
    expect(thinCurve({ x, y }, 500).y).toEqual(y);
  });
});
