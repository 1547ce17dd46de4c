// What the bundled pretraining is worth: the same network, data, epochs and seeds, with the bundled weights and from
// scratch. Prints a table; needs the data folders named below.
//   node bench/pretraining.ts <dogs-cats folder> <brain-mri folder>
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const seeds = [1, 2, 3];
const epochs = 10;
const imageSize = 64;
const bundled = 'finesse-resnet-10';

/** The bundled network without its weights: its own pretraining recipe says what it is. */
const pretrainingRecipe = new URL('../resources/models/pretraining/recipe.json', import.meta.url);
const { architecture } = (
  JSON.parse(readFileSync(pretrainingRecipe, 'utf8')) as { model: { architecture: object } }
).model;

const starts = { pretrained: { weights: bundled }, scratch: { architecture } };

interface TrainLine {
  readonly seconds: number;
  readonly test: { readonly accuracy: number; readonly f1Macro: number };
}

function recipe(path: string, model: object, seed: number): object {
  return {
    task: 'image-classification',
    model,
    data: { path },
    preprocessing: { imageSize, augmentation: {} },
    // Both are trained as a whole with batch statistics at one rate, so that only the start differs.
    adaptation: { preset: 'full', batchNorm: 'train', layerDecay: 1 },
    hyperparameters: { epochs, learningRate: 1e-3, backboneLearningRate: 1e-3, earlyStopping: false },
    seed,
  };
}

function train(folder: string, body: object): TrainLine {
  const file = join(folder, 'recipe.json');
  writeFileSync(file, JSON.stringify(body));
  const finesse = fileURLToPath(new URL('../src-main/cli/finesse.ts', import.meta.url));
  const args = [finesse, 'train', file, '--json', '--store', join(folder, 'store')];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`finesse train ended with ${status}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) as string) as TrainLine;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const list = (values: readonly number[]) => values.map((value) => (100 * value).toFixed(1)).join(' ');

const [dogsCats, brainMri] = process.argv.slice(2);
if (dogsCats === undefined || brainMri === undefined)
  throw new Error('Needed: the folders of dogs-cats and brain-mri.');

console.log(`${epochs} epochs at ${imageSize} px, test accuracy in % for seeds ${seeds.join(', ')}`);
for (const [name, path] of Object.entries({ 'dogs-cats': dogsCats, 'brain-mri': brainMri })) {
  for (const [start, model] of Object.entries(starts)) {
    const folder = mkdtempSync(join(tmpdir(), 'finesse-bench-'));
    try {
      const lines = seeds.map((seed) => train(folder, recipe(path, model, seed)));
      const accuracies = lines.map((line) => line.test.accuracy);
      const seconds = mean(lines.map((line) => line.seconds)).toFixed(0);
      console.log(
        `${name}  ${start}: ${list(accuracies)}  mean ${(100 * mean(accuracies)).toFixed(1)}  (${seconds} s a run)`,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
