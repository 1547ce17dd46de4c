import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '../../src-main/data/candidates.ts';
import { splitTrainingData } from '../../src-main/data/split.ts';

/** Candidates of `sizes[class]` groups, each group of the given number of equal examples. */
function candidatesOf(sizes: readonly (readonly number[])[]): Candidate[] {
  return sizes.flatMap((groups, label) =>
    groups.flatMap((copies, group) =>
      Array.from({ length: copies }, (_, copy) => ({
        source: { path: `${label}/${group}/${copy}` },
        contentHash: `${label}-${(group * 7919) % 1009}`,
        label: `class ${label}`,
        given: 'train' as const,
      })),
    ),
  );
}

const data = { validationFraction: 0.15, testFraction: 0.15 };
const given = new Set(['train'] as const);

function split(candidates: readonly Candidate[], seed: number, options = data) {
  const classes = [...new Set(candidates.map(({ label }) => label))].sort();
  return splitTrainingData(candidates, { classes, given, data: options, seed }).splits;
}

const anySizes = fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 40 }), {
  minLength: 2,
  maxLength: 5,
});

describe('cutting training data', () => {
  it('never puts equal content into two splits, and gives every class of 3 groups to all of them', () => {
    fc.assert(
      fc.property(anySizes, fc.integer({ min: 0, max: 1000 }), (sizes, seed) => {
        const candidates = candidatesOf(sizes);
        const splits = split(candidates, seed);
        const byHash = new Map<string, Set<string>>();
        const byClass = new Map<string, Set<string>>();
        candidates.forEach(({ contentHash, label }, at) => {
          byHash.set(contentHash, (byHash.get(contentHash) ?? new Set()).add(splits[at]!));
          byClass.set(label, (byClass.get(label) ?? new Set()).add(splits[at]!));
        });
        expect([...byHash.values()].every((found) => found.size === 1)).toBe(true);
        expect([...byClass.values()].every((found) => found.size === 3)).toBe(true);
      }),
    );
  });

  it('comes within one group of the asked share of every class', () => {
    fc.assert(
      fc.property(anySizes, fc.integer({ min: 0, max: 1000 }), (sizes, seed) => {
        const candidates = candidatesOf(sizes);
        const splits = split(candidates, seed);
        sizes.forEach((groups, label) => {
          const wanted = groups.reduce((sum, copies) => sum + copies, 0) * 0.15;
          const test = candidates.filter(
            (candidate, at) => candidate.label === `class ${label}` && splits[at] === 'test',
          );
          expect(Math.abs(test.length - wanted)).toBeLessThanOrEqual(4);
        });
      }),
    );
  });

  it('depends on content and seed, not on the order of the files', () => {
    const candidates = candidatesOf([Array(30).fill(1), Array(20).fill(2)]);
    const forwards = split(candidates, 5);
    const backwards = split(candidates.toReversed(), 5).toReversed();
    expect(backwards).toEqual(forwards);
    expect(split(candidates, 6)).not.toEqual(forwards);
  });

  it('cuts nothing where the fraction is 0', () => {
    const splits = split(
      candidatesOf([
        [1, 1, 1, 1],
        [1, 1, 1, 1],
      ]),
      1,
      { validationFraction: 0, testFraction: 0.25 },
    );
    expect(splits).not.toContain('validation');
    expect(splits.filter((name) => name === 'test')).toHaveLength(2);
  });
});
