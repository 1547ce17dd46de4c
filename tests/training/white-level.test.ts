import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { predict } from '../../src-main/training/predict.ts';
import { readModelFile } from '../../src-main/training/run-files.ts';
import { runTraining } from '../../src-main/training/run-training.ts';
import type { TrainingEvent } from '../../src-main/training/training-events.ts';
import { notices } from '../../src-renderer/lib/i18n/messages/fr/notices.ts';
import { writeDeepPictures } from './deep-pictures.ts';

let root: string;
let pictures: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'finesse-white-'));
  pictures = await writeDeepPictures(join(root, 'pictures'), 80);
});
afterAll(() => rmSync(root, { recursive: true }));

async function train(name: string, preprocessing: object) {
  const events: TrainingEvent[] = [];
  await runTraining({
    recipe: {
      task: 'image-classification',
      model: { weights: 'finesse-resnet-10' },
      data: { path: pictures },
      preprocessing: { imageSize: 32, ...preprocessing },
      // A fitted head standardises its features and so learns from dark pictures as well.
      adaptation: { probe: false, phases: [{ epochs: 12, trainable: 'head' }] },
      hyperparameters: { batchSize: 8 },
      engine: { backend: 'ort', threads: 1 },
    },
    runFolder: join(root, name),
    cacheFolder: join(root, 'cache'),
    resume: false,
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
  });
  const report = JSON.parse(readFileSync(join(root, name, 'evaluation.json'), 'utf8'));
  return { accuracy: report.labels.accuracy as number, events };
}

const warnings = (events: readonly TrainingEvent[]) =>
  events.flatMap((event) => (event.type === 'log' && event.level === 'warning' ? [event] : []));

describe('pictures of 12 bits in files of 16', { timeout: 120_000 }, () => {
  it('go from chance to learning once it is said what is white', async () => {
    const dark = await train('dark', {});
    const bright = await train('bright', { whiteLevel: 4095 });
    expect(dark.accuracy).toBeLessThan(0.75);
    expect(bright.accuracy).toBeGreaterThan(0.9);
    const [warning] = warnings(dark.events);
    expect(warning).toMatchObject({
      code: 'training.nearlyBlack',
      params: { pictures: 160, peak: 4095, whiteLevel: 4095 },
    });
    expect(warning!.message).toContain('Set preprocessing.whiteLevel to 4095');
    expect(notices['training.nearlyBlack']!(warning!.params)).toContain('presque noires');
    expect(warnings(bright.events)).toEqual([]);
  });

  it('are predicted with what was white in training', async () => {
    expect(readModelFile(join(root, 'bright')).preprocessing.whiteLevel).toBe(4095);
    const folder = join(pictures, 'standing');
    const files = readdirSync(folder).map((name) => join(folder, name));
    const right = (await predict(join(root, 'bright'), { files })).filter(
      ({ label }) => label === 'standing',
    );
    expect(right.length / files.length).toBeGreaterThan(0.9);
  });
});
