import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRecipe } from '../../src-main/jobs/load-recipe.ts';
import { refuseOtherRecipe } from '../../src-main/jobs/resumed-recipe.ts';
import { modelLabel, runName } from '../../src-main/jobs/run-labels.ts';
import { addRun, faultOf, temporaryFolder, temporaryStore } from '../store/temporary-store.ts';

const folder = temporaryFolder();
mkdirSync(join(folder, 'pictures'));
writeFileSync(join(folder, 'net.pth'), '');

const minimal = {
  task: 'image-classification',
  model: { weights: 'net.pth' },
  data: { path: 'pictures' },
};

function write(recipe: unknown): string {
  const file = join(folder, 'recipe.json');
  writeFileSync(file, typeof recipe === 'string' ? recipe : JSON.stringify(recipe));
  return file;
}

describe('a recipe file', () => {
  it('needs task, model and data only; the rest is filled in, and paths are relative to the file', () => {
    const recipe = loadRecipe(write(minimal));
    expect(recipe.data.path).toBe(join(folder, 'pictures'));
    expect(recipe.model.weights).toBe(join(folder, 'net.pth'));
    expect(recipe).toMatchObject({ seed: 42, hyperparameters: { batchSize: 32, optimizer: 'adamw' } });
  });

  it('can be used again after every field was filled in', () => {
    const filled = loadRecipe(write(minimal));
    expect(loadRecipe(write(filled))).toEqual(filled);
  });

  it('keeps the id of a library model as it is', () => {
    expect(loadRecipe(write({ ...minimal, model: { weights: 'resnet-18' } })).model.weights).toBe(
      'resnet-18',
    );
  });

  it('may begin with a byte order mark, as Windows editors write it', () => {
    expect(loadRecipe(write(`\ufeff${JSON.stringify(minimal)}`)).task).toBe('image-classification');
  });
});

describe('--set', () => {
  const load = (...overrides: string[]) => loadRecipe(write(minimal), overrides);

  it('takes numbers, words, objects, lists and values deep inside, the last one winning', () => {
    const recipe = load(
      'hyperparameters.batchSize=8',
      'hyperparameters.batchSize=16',
      'hyperparameters.optimizer=sgd',
      'hyperparameters.earlyStopping.patience=7',
      'hyperparameters.classWeights={"cat":2}',
      'adaptation.phases=[{"epochs":1,"trainable":"head"}]',
      'adaptation.phases.0.epochs=3',
      'preprocessing.augmentation=false',
    );
    expect(recipe.hyperparameters).toMatchObject({
      batchSize: 16,
      optimizer: 'sgd',
      earlyStopping: { patience: 7, metric: 'loss' },
      classWeights: { cat: 2 },
    });
    expect(recipe.adaptation.phases).toEqual([{ epochs: 3, trainable: 'head' }]);
    expect(recipe.preprocessing.augmentation).toBe(false);
  });

  it('takes a number as text where only text fits, and a value that contains "="', () => {
    expect(load('name=2024').name).toBe('2024');
    expect(load('name=lr=1e-3').name).toBe('lr=1e-3');
  });

  it('takes file paths relative to the current folder', () => {
    expect(load('data.path=./src-main').data.path).toBe(join(process.cwd(), 'src-main'));
  });

  it('suggests the field that was meant', () => {
    const suggestion = (text: string) => faultOf(() => load(text)).message;
    expect(suggestion('hyperparameters.learningrate=1')).toContain(
      'did you mean hyperparameters.learningRate?',
    );
    expect(suggestion('learningRate=1')).toContain('did you mean hyperparameters.learningRate?');
    expect(suggestion('hyperparameters.bacthSize=1')).toContain('did you mean hyperparameters.batchSize?');
    expect(suggestion('colour=1')).toMatch(/there is no such field$/);
  });
});

describe('a resumed recipe', () => {
  it('must be the one of the run; the fields that differ are named', () => {
    const recipe = loadRecipe(write(minimal));
    const run = addRun(temporaryStore(), { recipe: JSON.stringify(recipe) });
    refuseOtherRecipe(run, recipe);
    const other = loadRecipe(write(minimal), ['seed=7', 'hyperparameters.batchSize=8', 'engine.threads=1']);
    const fault = faultOf(() => refuseOtherRecipe(run, other));
    expect(fault.message).toContain('differs in hyperparameters.batchSize, engine.threads, seed.');
  });
});

describe('labels', () => {
  it('name the model by its file, or by its folder where the file says nothing', () => {
    const label = (model: Record<string, unknown>) => modelLabel({ model: model as never });
    expect(label({ weights: join('w', 'mobilenetv2-035-tfjs', 'model.json') })).toBe('mobilenetv2-035-tfjs');
    expect(label({ weights: join('w', 'resnet20.th') })).toBe('resnet20');
    expect(label({ architecture: { family: 'bert' } })).toBe('bert from scratch');
    expect(runName({ model: { weights: 'resnet-18' }, data: { path: join('x', 'pictures') } as never })).toBe(
      'resnet-18 on pictures',
    );
  });
});
