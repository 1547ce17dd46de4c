// Against scikit-learn's LogisticRegression on standardised features.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../../src-main/engine/open-engine.ts';
import { classWeights, targetRows } from '../../../src-main/training/loss.ts';
import { openProbabilities } from '../../../src-main/training/probe/linear-probabilities.ts';
import { openRegression, zeroLayer } from '../../../src-main/training/probe/logistic-regression.ts';
import { foldScaling, scalingOf, standardised } from '../../../src-main/training/probe/standardise.ts';

interface Expected {
  readonly c: number;
  readonly loss: number;
  readonly weight: readonly (readonly number[])[];
  readonly probabilities: readonly (readonly number[])[];
}

interface Fixture {
  readonly width: number;
  readonly features: readonly number[];
  readonly labels: readonly number[];
  readonly multinomial: readonly Expected[];
  readonly balanced: Expected;
  readonly binary: Expected;
}

const fixture = JSON.parse(
  readFileSync(new URL('fixtures/logistic-regression.json', import.meta.url), 'utf8'),
) as Fixture;
const { width } = fixture;

beforeAll(() => openEngine({ backend: 'ort', provider: 'cpu' }));

/** Solves for the rows of some classes, with the penalty of a C of scikit-learn. */
async function solve(c: number, options: { classes: number; weighted?: boolean; start?: number }) {
  const { classes } = options;
  const rows = [...fixture.labels.keys()].filter((row) => fixture.labels[row]! < classes);
  const labels = Int32Array.from(rows, (row) => fixture.labels[row]!);
  const features = Float32Array.from(fixture.features);
  const scaling = scalingOf(features, width, rows);
  const names = Array.from({ length: classes }, (_, i) => `class ${i}`);
  const perClass = classWeights(options.weighted ? 'balanced' : 'none', names, labels);
  const weights = Float32Array.from(labels, (label) => perClass[label]!);
  const regression = openRegression(
    {
      features: standardised(features, scaling, rows),
      targets: targetRows(labels, classes, 0),
      weights,
    },
    { width, classes },
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const solution = await regression.solve({
    strength: 1 / (c * total),
    start: zeroLayer({ width, classes }),
    gradientTolerance: 1e-7,
  });
  regression.dispose();
  const layer = foldScaling(solution.layer, scaling);
  const probabilities = openProbabilities({ width, classes });
  const rowsOf = Float32Array.from(
    rows.flatMap((row) => fixture.features.slice(row * width, (row + 1) * width)),
  );
  const said = probabilities.run(rowsOf, layer);
  probabilities.dispose();
  return { ...solution, folded: layer, said };
}

function expectAgreement(
  found: Awaited<ReturnType<typeof solve>>,
  { loss, weight, probabilities }: Expected,
) {
  const classes = weight.length;
  expect(found.converged).toBe(true);
  expect(Math.abs(found.loss - loss)).toBeLessThan(1e-6);
  for (let c = 0; c < classes; c++)
    for (let i = 0; i < width; i++)
      expect(Math.abs(found.layer.weight[i * classes + c]! - weight[c]![i]!)).toBeLessThan(2e-3);
  for (const [row, expected] of probabilities.entries())
    for (const [c, value] of expected.entries())
      expect(Math.abs(found.said[row * classes + c]! - value)).toBeLessThan(2e-4);
}

describe('logistic regression', () => {
  it('is scikit-learn’s for three classes, strong penalty or weak', async () => {
    for (const expected of fixture.multinomial)
      expectAgreement(await solve(expected.c, { classes: 3 }), expected);
  });

  it('respects the weights of classes', async () => {
    expectAgreement(await solve(fixture.balanced.c, { classes: 3, weighted: true }), fixture.balanced);
  });

  it('is scikit-learn’s for two classes at half its C', async () => {
    expectAgreement(await solve(fixture.binary.c / 2, { classes: 2 }), fixture.binary);
  });

  it('leaves a constant feature out instead of making it infinite', async () => {
    const { folded } = await solve(1, { classes: 3 });
    expect([...folded.weight].every(Number.isFinite)).toBe(true);
    expect([...folded.weight.slice(5 * 3)]).toEqual([0, 0, 0]);
  });

  it('does not blow up a feature that is all but constant', () => {
    const { deviation } = scalingOf(Float32Array.of(1, 2, 7e-9, 2, 4, 9e-9, 3, 6, 8e-9), 3, [0, 1, 2]);
    expect(deviation[2]).toBeCloseTo(0.01 * deviation[0]!, 6);
  });

  it('gives the same bits twice', async () => {
    const [first, second] = [await solve(1, { classes: 3 }), await solve(1, { classes: 3 })];
    expect(second.folded).toEqual(first.folded);
    expect(second.iterations).toBe(first.iterations);
  });
});
