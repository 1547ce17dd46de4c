import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rangeOf } from '../../src-main/api/contract/recipe-bounds.ts';
import { boundsFile, boundsText, recipeBounds } from './recipe-bounds.ts';

it('src-main/api/contract/recipe-bounds.json is current (npm run docs)', () => {
  expect(readFileSync(boundsFile, 'utf8')).toBe(boundsText());
});

describe('the bounds of a field', () => {
  const bounds = recipeBounds();

  it('are those of the schema, with ends that are not allowed themselves', () => {
    expect(bounds['hyperparameters.batchSize']).toEqual({ min: 1, max: 4096 });
    expect(bounds['hyperparameters.earlyStopping.minDelta']).toEqual({ min: 0 });
    expect(bounds['adaptation.layerDecay']).toEqual({ above: 0, max: 1 });
  });

  it('are found among alternatives', () => {
    expect(bounds['hyperparameters.gradientClipNorm']).toEqual({ above: 0 });
    expect(bounds['hyperparameters.classWeights']).toEqual({ options: ['none', 'balanced'] });
  });

  it('give a slider ends that may be chosen', () => {
    expect(rangeOf('adaptation.layerDecay', 0.01)).toEqual({ min: 0.01, max: 1 });
    expect(rangeOf('preprocessing.maxTokens', 4)).toEqual({ min: 4, max: 512 });
    expect(() => rangeOf('hyperparameters.epsilon', 1)).toThrow('hyperparameters.epsilon has no ends');
  });
});
