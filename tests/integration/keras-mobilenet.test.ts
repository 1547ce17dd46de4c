// Real Keras weights through reader, mapping and network, against a walk over their own topology in PyTorch.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileStep } from '../../src-main/engine/compiled-step.ts';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { openWeights } from '../../src-main/library/weights.ts';
import { runStages } from '../../src-main/models/build-model.ts';
import { loadPretrained } from '../../src-main/models/load-weights.ts';
import { pictureValues } from '../parity/hash-values.ts';

const folder = fileURLToPath(new URL('../../../shared/weights/mobilenetv2-035-tfjs', import.meta.url));
const present = existsSync(folder);
const absent = present ? '' : ' (skipped: ../shared is not here)';

/** Written by tests/parity/fixtures/make-keras-mobilenet.py. */
interface Reference {
  readonly side: number;
  readonly batch: number;
  readonly features: readonly (readonly number[])[];
}

describe.skipIf(!present)(`MobileNetV2 0.35 of TensorFlow.js layers${absent}`, () => {
  beforeAll(async () => {
    await openEngine({ backend: 'ort', provider: 'cpu' });
  });

  it('loads its backbone completely, leaves its toy head out, and gives the features its topology says', () => {
    const { model, report } = loadPretrained(openWeights(folder), { classes: 2, headDropout: 0, seed: 1 });
    expect(model.config).toEqual({ family: 'mobilenet-v2', width: 0.35, variant: 'keras', imageSize: 224 });
    expect(model.input).toMatchObject({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
    expect(report.loaded).toHaveLength(260);
    expect(report.missing).toEqual(['classifier.1.weight', 'classifier.1.bias']);
    expect(report.misshaped).toEqual([]);
    expect(report.unexpected).toEqual(['dense_Dense3/kernel', 'dense_Dense3/bias', 'dense_Dense4/kernel']);

    const { side, batch, features } = reference();
    const context = { training: false, trainsBatchNorm: () => false };
    const to = model.stages.length - 1;
    const step = compileStep((inputs) => ({ features: runStages(model, inputs, { context, to }).features! }));
    const shape = [batch, 3, side, side];
    const found = step.run({ x: { dtype: 'float32', shape, data: pictureValues(batch * 3, side) } })
      .features!;
    const errors = features.flat().map((value, index) => Math.abs(found[index]! - value));
    expect(found).toHaveLength(batch * 1280);
    expect(Math.max(...errors)).toBeLessThan(1e-4);
    step.dispose();
    model.dispose();
  }, 300_000);
});

function reference(): Reference {
  const file = new URL('../parity/fixtures/keras-mobilenet-features.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Reference;
}
