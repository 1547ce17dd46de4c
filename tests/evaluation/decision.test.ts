import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coverageCurve,
  type DecisionRule,
  decide,
  decisionOutcome,
  noAnswer,
} from '../../src-main/evaluation/decision.ts';
import { checkPredictions } from '../../src-main/evaluation/predictions.ts';
import { scaleProbabilities } from '../../src-main/evaluation/temperature.ts';

const classes = ['no', 'yes', 'maybe'];
const threshold = (value: number, of = 'yes', temperature = 1): DecisionRule => ({
  kind: 'threshold',
  class: of,
  threshold: value,
  temperature,
});
const abstain = (below: number, temperature = 1): DecisionRule => ({ kind: 'abstain', below, temperature });
const row = (...values: number[]) => Float32Array.from(values);

describe('a rule', () => {
  it('of none is the most probable class, the first of equals', () => {
    expect(decide(classes, row(0.4, 0.4, 0.2), null)).toBe(0);
  });

  it('with a threshold answers the class from exactly there on, and else the best of the others', () => {
    expect(decide(classes, row(0.69, 0.31, 0), threshold(Math.fround(0.31)))).toBe(1);
    expect(decide(classes, row(0.69, 0.31, 0), threshold(0.3101))).toBe(0);
    // The most probable class is not the answer where the threshold asks for more.
    expect(decide(classes, row(0.1, 0.7, 0.2), threshold(0.8))).toBe(2);
    expect(decide(['yes', 'no'], row(0.7, 0.3), threshold(0.8))).toBe(1);
  });

  it('that abstains answers nothing below, and exactly there it answers', () => {
    expect(decide(classes, row(0.5, 0.25, 0.25), abstain(0.5))).toBe(0);
    expect(decide(classes, row(0.49, 0.26, 0.25), abstain(0.5))).toBe(noAnswer);
  });

  it('looks at the probabilities at its own temperature', () => {
    const values = row(0.8, 0.15, 0.05);
    const [top] = scaleProbabilities(values, 3, 3);
    expect(top).toBeLessThan(0.6);
    expect(decide(classes, values, abstain(0.6))).toBe(0);
    expect(decide(classes, values, abstain(0.6, 3))).toBe(noAnswer);
  });

  it('of two classes abstains in a band around one half', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (p) => {
        const [no, yes] = row(1 - p, p);
        const answer = decide(['no', 'yes'], row(1 - p, p), abstain(0.7));
        expect(answer).toBe(Math.max(no!, yes!) < 0.7 ? noAnswer : Number(yes! > no!));
      }),
    );
  });
});

describe('what a rule does', () => {
  // yes, yes, no, no, maybe
  const predictions = checkPredictions(
    Int32Array.of(1, 1, 0, 0, 2),
    row(0.2, 0.8, 0, 0.6, 0.4, 0, 0.9, 0.1, 0, 0.45, 0.5, 0.05, 0.3, 0.3, 0.4),
    3,
  );

  it('is counted by hand', () => {
    expect(decisionOutcome(classes, predictions, threshold(0.35))).toEqual({
      examples: 5,
      answered: 5,
      correct: 4,
      accuracy: 0.8,
      plainAccuracy: 0.6,
    });
    expect(decisionOutcome(classes, predictions, abstain(0.55))).toEqual({
      examples: 5,
      answered: 3,
      correct: 2,
      accuracy: 2 / 3,
      plainAccuracy: 0.6,
    });
    expect(decisionOutcome(classes, predictions, abstain(1)).accuracy).toBeNull();
  });

  it('at every level is what the rule gives there', () => {
    const curve = coverageCurve(predictions);
    expect(curve).toHaveLength(101);
    for (const { below, answered, share, accuracy } of curve) {
      const outcome = decisionOutcome(classes, predictions, abstain(below));
      expect({ answered, share, accuracy }).toEqual({
        answered: outcome.answered,
        share: outcome.answered / 5,
        accuracy: outcome.accuracy,
      });
    }
    expect(curve[0]).toEqual({ below: 0, answered: 5, share: 1, accuracy: 0.6 });
  });
});
