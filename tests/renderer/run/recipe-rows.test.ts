import { describe, expect, it } from 'vitest';
import { changedOnly, recipeSections } from '../../../src-renderer/routes/runs/run/overview/recipe-rows.ts';

const recipe = {
  task: 'image-classification',
  name: 'pets',
  model: { weights: 'finesse-resnet-10' },
  hyperparameters: { batchSize: 16, earlyStopping: { patience: 4 } },
  adaptation: { phases: [{ epochs: 2 }] },
};

describe('the recipe of a run as rows', () => {
  it('stands under headings, nested settings by their path, lists whole, without its name', () => {
    const sections = recipeSections(recipe, []);
    expect(sections.map(({ name, rows }) => [name, rows.map(({ path }) => path)])).toEqual([
      ['recipe', ['task']],
      ['model', ['model.weights']],
      ['hyperparameters', ['hyperparameters.batchSize', 'hyperparameters.earlyStopping.patience']],
      ['adaptation', ['adaptation.phases']],
    ]);
  });
  it('counts what it says of single examples, instead of naming their hashes', () => {
    const data = {
      path: '/mri',
      relabel: { ['a'.repeat(64)]: 'yes', ['b'.repeat(64)]: 'no' },
      exclude: ['c'.repeat(64)],
    };
    const [section] = changedOnly(recipeSections({ data }, []));
    expect(section?.rows).toEqual([
      { path: 'data.relabel', value: 2, changed: { default: 0 } },
      { path: 'data.exclude', value: 1, changed: { default: 0 } },
    ]);
  });
  it('says what differs and from what', () => {
    const changes = [{ path: 'hyperparameters.batchSize', default: 32 }];
    expect(changedOnly(recipeSections(recipe, changes))).toEqual([
      {
        name: 'hyperparameters',
        rows: [{ path: 'hyperparameters.batchSize', value: 16, changed: { default: 32 } }],
      },
    ]);
  });
});
