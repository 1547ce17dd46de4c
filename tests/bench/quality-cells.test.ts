import { describe, expect, it } from 'vitest';
import { cellsOf, isSettled } from '../../bench/quality/cells.ts';
import { cellResult } from './quality-results.ts';

const names = (cells: ReturnType<typeof cellsOf>) =>
  cells.map(({ pair, method, seed }) => `${pair.name} ${method.name} ${seed}`);

describe('cells of the quality table', () => {
  it('come seed by seed, so that half a table is of use', () => {
    const cells = cellsOf({ pairs: ['sms-spam', 'brain-mri'], methods: ['default', 'head'], seeds: [1, 2] });
    expect(names(cells)).toEqual([
      'brain-mri default 1',
      'brain-mri head 1',
      'sms-spam default 1',
      'sms-spam head 1',
      'brain-mri default 2',
      'brain-mri head 2',
      'sms-spam default 2',
      'sms-spam head 2',
    ]);
  });

  it('have the scripts of their task, and no preset that is the default already', () => {
    const methods = (pair: string) =>
      cellsOf({ pairs: [pair], methods: undefined, seeds: [1] }).map(({ method, settings }) =>
        method.side === 'peer'
          ? method.name
          : (settings as { adaptation: { preset: string } }).adaptation.preset,
      );
    const presets = ['full', 'gradual', 'head'];
    expect(methods('sms-spam').toSorted()).toEqual([...presets, 'regression', 'trainer'].toSorted());
    expect(methods('dogs-cats').toSorted()).toEqual(
      [...presets, 'regression', 'torch-adamw', 'torch-sgd'].toSorted(),
    );
  });

  it('refuse names that there are not', () => {
    expect(() => cellsOf({ pairs: ['cats'], methods: undefined, seeds: [1] })).toThrow('No cats. Known:');
  });

  it('are settled by a result of the same settings, also by one out of time, not by an error', () => {
    const [cell] = cellsOf({ pairs: ['surfaces'], methods: ['head'], seeds: [1] });
    const result = cellResult({ method: 'head', seed: 1, settings: cell!.settings });
    expect(isSettled(cell!, [result])).toBe(true);
    expect(isSettled(cell!, [{ ...result, failure: 'time' }])).toBe(true);
    expect(isSettled(cell!, [{ ...result, failure: 'error' }])).toBe(false);
    expect(isSettled(cell!, [{ ...result, settings: { adaptation: {} } }])).toBe(false);
    expect(isSettled(cell!, [{ ...result, seed: 2 }])).toBe(false);
    expect(isSettled(cell!, [])).toBe(false);
  });
});
