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
