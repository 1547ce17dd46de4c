import { describe, expect, it } from 'vitest';
import { replaceSection } from '../../bench/marked-section.ts';
import { currentResults, spreadOf } from '../../bench/quality/summary.ts';
import { qualityMarkdown } from '../../bench/quality/table.ts';
import { verdictsOf } from '../../bench/quality/verdicts.ts';
import { cellResult, cellResults } from './quality-results.ts';

describe('spread of the seeds', () => {
  it('is the deviation of a sample: of 1, 2 and 4 the root of 7 / 3', () => {
    expect(spreadOf([1, 2, 4])).toEqual({
      mean: 7 / 3,
      deviation: expect.closeTo(Math.sqrt(7 / 3)),
      min: 1,
      max: 4,
    });
  });

  it('is 0 for one value, and nothing for none', () => {
    expect(spreadOf([0.5])).toEqual({ mean: 0.5, deviation: 0, min: 0.5, max: 0.5 });
    expect(spreadOf([])).toBeUndefined();
  });
});

describe('results of a method', () => {
  it('are the newest of each seed', () => {
    const results = [...cellResults('full', [0.1, 0.2]), ...cellResults('full', [0.3])];
    expect(currentResults(results, 'surfaces', 'full').map(({ accuracy }) => accuracy)).toEqual([0.3, 0.2]);
  });

  it('of other settings than the newest do not count', () => {
    const old = cellResults('full', [0.1, 0.2], { settings: { adaptation: { preset: 'head' } } });
    const results = [...old, ...cellResults('full', [0.3])];
    expect(currentResults(results, 'surfaces', 'full').map(({ accuracy }) => accuracy)).toEqual([0.3]);
  });
});

describe('verdicts on the default recipe', () => {
  const ours = cellResults('default', [0.9, 0.92], { seconds: 10 });

  it('at least the regression: by how much its mean is above or below', () => {
    expect(verdictsOf([...ours, ...cellResults('regression', [0.9, 0.9])], 'surfaces').regressionMet).toEqual(
      { met: true, by: expect.closeTo(0.01), seeds: [1, 2] },
    );
    expect(
      verdictsOf([...ours, ...cellResults('regression', [0.92, 0.94])], 'surfaces').regressionMet,
    ).toEqual({ met: false, by: expect.closeTo(-0.02), seeds: [1, 2] });
  });

  it('an equal mean is met, whatever rounding makes of it', () => {
    const regression = cellResults(
      'regression',
      [0.9, 0.9, 0.9].map((value) => value + 0.1 - 0.1),
    );
    const three = cellResults('default', [0.9, 0.9, 0.9]);
    expect(verdictsOf([...three, ...regression], 'surfaces').regressionMet?.met).toBe(true);
  });

  it('at least the script less its deviation, in at most half of its time', () => {
    // Mean 0.93, deviation 0.02 * sqrt(2) = 0.0283: 0.91 is enough.
    const script = cellResults('torch-sgd', [0.91, 0.95], { seconds: 20 });
    const { referenceMet, timeMet } = verdictsOf([...ours, ...script], 'surfaces');
    expect(referenceMet).toMatchObject({ met: true, by: expect.closeTo(0.0083, 4) });
    expect(timeMet).toMatchObject({ met: true, by: 0.5 });
    const fast = cellResults('torch-sgd', [0.95, 0.95], { seconds: 19 });
    expect(verdictsOf([...ours, ...fast], 'surfaces')).toMatchObject({
      referenceMet: { met: false },
      timeMet: { met: false },
    });
  });

  it('of two scripts the more accurate one is the measure', () => {
    const scripts = [...cellResults('torch-sgd', [0.5, 0.5]), ...cellResults('torch-adamw', [0.95, 0.95])];
    expect(verdictsOf([...ours, ...scripts], 'surfaces')).toMatchObject({
      reference: 'torch-adamw',
      referenceMet: { met: false },
    });
  });

  it('compare the seeds that both have, and nothing where there are none', () => {
    const regression = cellResults('regression', [0.91]);
    expect(verdictsOf([...ours, ...regression], 'surfaces').regressionMet).toMatchObject({
      met: false,
      seeds: [1],
    });
    expect(verdictsOf(ours, 'surfaces').regressionMet).toBeUndefined();
    const failed = cellResult({ method: 'regression', seed: 1, accuracy: undefined, failure: 'time' });
    expect(verdictsOf([...ours, failed], 'surfaces').regressionMet).toBeUndefined();
  });

  it('refuse results of other examples', () => {
    const other = cellResult({ method: 'regression', seed: 1, data: 'another version' });
    expect(() => verdictsOf([...ours, other], 'surfaces')).toThrow('regression has seen other examples');
  });
});

describe('the page', () => {
  it('has the verdicts first, then every method with mean, spread, time and memory', () => {
    const page = qualityMarkdown([
      ...cellResults('default', [0.9, 0.92], { seconds: 10, peakMemoryMb: 400 }),
      ...cellResults('regression', [0.92, 0.94], { seconds: 30, otherLoad: 0.5, settings: {} }),
      cellResult({ method: 'torch-sgd', seed: 1, accuracy: undefined, failure: 'time', settings: {} }),
    ]);
    const rows = page.split('\n').filter((line) => line.startsWith('| Finesse ResNet-10'));
    expect(rows).toEqual([
      '| Finesse ResNet-10, surface inspection | **missed**, -2.0 | not compared | not compared |',
      '| Finesse ResNet-10, surface inspection | Finesse, three fields (gradual) | 1, 2 | 91.0 ± 1.4 | 90.0 - 92.0 | 10 s | 400 MB |',
      '| Finesse ResNet-10, surface inspection | scikit-learn on frozen features | 1, 2 | 93.0 ± 1.4 | 92.0 - 94.0 | ~30 s | 500 MB |',
      '| Finesse ResNet-10, surface inspection | torchvision loop, SGD | out of time |  |  |  |  |',
    ]);
  });

  it('keeps what people wrote around the table', () => {
    const page = 'before\n<!-- quality -->\nold\n<!-- /quality -->\nafter\n';
    expect(replaceSection(page, 'quality', 'new')).toBe(
      'before\n<!-- quality -->\nnew\n<!-- /quality -->\nafter\n',
    );
    expect(() => replaceSection('nothing', 'quality', 'new')).toThrow('<!-- quality -->');
  });
});
