// Real data and real weights through whole runs, each on a part small enough for every test run.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvaluationReport } from '../../src-main/evaluation/evaluation-report.ts';
import type { RecipeInput } from '../../src-main/training/recipe.ts';
import { runTraining } from '../../src-main/training/run-training.ts';

const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));
const present = existsSync(join(shared, 'data')) && existsSync(join(shared, 'weights'));
const absent = present ? '' : ' (skipped: ../shared is not here)';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'finesse-integration-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Copies the first files of each class and split of dogs-cats. */
function someDogsAndCats(counts: Readonly<Record<'train' | 'test', number>>): string {
  for (const [split, count] of Object.entries(counts))
    for (const name of ['cat', 'dog']) {
      const from = join(shared, 'data/dogs-cats', split, name);
      const to = join(root, 'dogs-cats', split, name);
      mkdirSync(to, { recursive: true });
      for (const file of readdirSync(from).sort().slice(0, count))
        copyFileSync(join(from, file), join(to, file));
    }
  return join(root, 'dogs-cats');
}

async function reportOf(name: string, recipe: RecipeInput): Promise<EvaluationReport> {
  await runTraining({
    recipe,
    runFolder: join(root, name),
    cacheFolder: join(root, 'cache'),
    resume: false,
    emit: () => undefined,
    signal: new AbortController().signal,
  });
  return JSON.parse(readFileSync(join(root, name, 'evaluation.json'), 'utf8'));
}

describe.skipIf(!present)(
  `fine-tuning on real data${absent}`,
  () => {
    it('tells cats from dogs with a new head on pretrained MobileNetV2 features', async () => {
      const report = await reportOf('dogs-cats', {
        task: 'image-classification',
        model: { weights: join(shared, 'weights/mobilenetv2-035-tfjs') },
        data: { path: someDogsAndCats({ train: 80, test: 30 }) },
        adaptation: { preset: 'head' },
        hyperparameters: { epochs: 15, batchSize: 16 },
        engine: { backend: 'ort' },
      });
      expect(report.labels.accuracy).toBeGreaterThan(0.88);
    });

    it('finds spam with a small BERT from nothing, in a file that is not UTF-8', async () => {
      const bytes = readFileSync(join(shared, 'data/sms-spam/spam.csv'));
      const path = join(root, 'spam.csv');
      writeFileSync(path, bytes.subarray(0, bytes.lastIndexOf('\n', 130_000) + 1));
      const report = await reportOf('spam', {
        task: 'text-classification',
        model: {
          architecture: { family: 'bert', layers: 1, hiddenSize: 64, heads: 2, vocabularySize: 1000 },
        },
        data: { path },
        preprocessing: { maxTokens: 32 },
        hyperparameters: { epochs: 4, learningRate: 1e-3 },
        engine: { backend: 'ort' },
      });
      // Nine in ten are no spam, so accuracy says little.
      expect(report.ranking.rocAuc).toBeGreaterThan(0.93);
    });
  },
  300_000,
);
