import { describe, expect, it } from 'vitest';
import { fieldAt, withField } from '../../src-renderer/routes/wizard/recipe-path.ts';

describe('fields of a draft', () => {
  it('are read through what is absent', () => {
    expect(fieldAt({ data: { path: 'a' } }, 'data.path')).toBe('a');
    expect(fieldAt({}, 'hyperparameters.earlyStopping.patience')).toBeUndefined();
    expect(
      fieldAt({ hyperparameters: { earlyStopping: false } }, 'hyperparameters.earlyStopping.patience'),
    ).toBeUndefined();
  });

  it('are set without changing the draft itself', () => {
    const draft = { data: { path: 'a' } };
    expect(withField(draft, 'data.seed', 3)).toEqual({ data: { path: 'a', seed: 3 } });
    expect(draft).toEqual({ data: { path: 'a' } });
  });

  it('leave no empty objects behind when they are removed', () => {
    expect(
      withField({ task: 'x', hyperparameters: { epochs: 3 } }, 'hyperparameters.epochs', undefined),
    ).toEqual({ task: 'x' });
  });

  it('replace a value that is no object on the way', () => {
    expect(withField({ a: false }, 'a.b', 1)).toEqual({ a: { b: 1 } });
  });
});
