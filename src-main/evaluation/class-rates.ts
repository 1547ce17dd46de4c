// What a person in medicine or quality control reads first: of one class against the rest, how many are found, how many
// of the others are left alone, and how many alarms are right; each counted, with its interval.
import type { Interval } from './bootstrap.ts';
import { wilson } from './wilson.ts';

/** `hits` of `of`; the 95 % interval is Wilson's, and 0 to 1 where there is nothing to count. */
export interface Rate extends Interval {
  readonly hits: number;
  readonly of: number;
}

export interface ClassRates {
  /** Sensitivity: of the examples of the class, those that were found. */
  readonly recall: Rate;
  /** Of all others, those that were not taken for it. */
  readonly specificity: Rate;
  /** Positive predictive value: of what was taken for it, what is of it. */
  readonly precision: Rate;
}

/** For each class of `confusion[true][predicted]`, in order. */
export function classRates(confusion: readonly (readonly number[])[]): ClassRates[] {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const all = sum(confusion.map(sum));
  return confusion.map((row, c) => {
    const [support, predicted] = [sum(row), sum(confusion.map((counts) => counts[c]!))];
    const found = row[c]!;
    const others = all - support;
    return {
      recall: rate(found, support),
      specificity: rate(others - (predicted - found), others),
      precision: rate(found, predicted),
    };
  });
}

function rate(hits: number, of: number): Rate {
  return { hits, of, ...wilson(hits, of) };
}
