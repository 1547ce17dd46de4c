// Real pretrained weights on real pictures: the whole way from a weight file to an accuracy.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileStep } from '../../src-main/engine/compiled-step.ts';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { openWeights } from '../../src-main/library/weights.ts';
import { runStages } from '../../src-main/models/build-model.ts';
import { loadPretrained } from '../../src-main/models/load-weights.ts';
import type { ImageInput, Model } from '../../src-main/models/model.ts';

const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));
const present = existsSync(`${shared}data/cifar10/test.bin`) && existsSync(`${shared}weights/cifar-resnet`);
const absent = present ? '' : ' (skipped: ../shared is not here)';

const side = 32;
const batch = 250;

interface Picture {
  readonly offset: number;
  readonly length: number;
  readonly label: string;
}

describe.skipIf(!present)(`published CIFAR ResNets on the 10,000 test pictures${absent}`, () => {
  let pixels: Uint8Array[];
  let labels: number[];

  beforeAll(async () => {
    await openEngine({ backend: 'ort', provider: 'cpu' });
    ({ pixels, labels } = await testPictures());
  });

  it.each([
    ['resnet20-12fca82f.th', 20, 81.03],
    ['resnet32-d509ac18.th', 32, 82.56],
  ])(
    '%s loads completely and is right as often as measured elsewhere',
    (file, depth, percent) => {
      const weights = openWeights(`${shared}weights/cifar-resnet/${file}`);
      const { model, report } = loadPretrained(weights, { classes: 10, headDropout: 0, seed: 1 });
      expect(model.config).toMatchObject({ family: 'cifar-resnet', depth });
      expect(report).toMatchObject({ missing: [], unexpected: [], misshaped: [], newHead: false });
      const predicted = predict(model, pixels);
      const right = predicted.filter((label, index) => label === labels[index]).length;
      expect(labels).toHaveLength(10_000);
      expect(Math.abs((100 * right) / labels.length - percent)).toBeLessThanOrEqual(0.1);
      model.dispose();
    },
    300_000,
  );
});

async function testPictures(): Promise<{ pixels: Uint8Array[]; labels: number[] }> {
  const pack = readFileSync(`${shared}data/cifar10/test.bin`);
  // The form of the list is described in ../shared/README.md.
  const pictures = JSON.parse(readFileSync(`${shared}data/cifar10/test.json`, 'utf8')) as readonly Picture[];
  const classes = [...new Set(pictures.map(({ label }) => label))].sort();
  const decode = ({ offset, length }: Picture) =>
    sharp(pack.subarray(offset, offset + length))
      .removeAlpha()
      .raw()
      .toBuffer();
  return {
    pixels: await Promise.all(pictures.map(decode)),
    labels: pictures.map(({ label }) => classes.indexOf(label)),
  };
}

function predict(model: Model, pixels: readonly Uint8Array[]): number[] {
  const context = { training: false, trainsBatchNorm: () => false };
  const step = compileStep((inputs) => ({ logits: runStages(model, inputs, { context }).logits! }), {
    frozen: true,
  });
  const input = model.input as ImageInput;
  const predicted: number[] = [];
  for (let start = 0; start < pixels.length; start += batch) {
    const data = normalised(pixels.slice(start, start + batch), input);
    const shape = [batch, 3, side, side];
    const { logits } = step.run({ x: { dtype: 'float32', shape, data } });
    for (let row = 0; row < batch; row++) {
      const scores = logits!.subarray(row * model.classes, (row + 1) * model.classes);
      predicted.push(scores.indexOf(Math.max(...scores)));
    }
  }
  step.dispose();
  return predicted;
}

/** Interleaved RGB bytes to planes of normalised values. */
function normalised(pictures: readonly Uint8Array[], { mean, std }: ImageInput): Float32Array {
  const area = side * side;
  const data = new Float32Array(pictures.length * 3 * area);
  for (const [index, picture] of pictures.entries()) {
    for (let channel = 0; channel < 3; channel++) {
      for (let cell = 0; cell < area; cell++) {
        const value = picture[cell * 3 + channel]! / 255;
        data[(index * 3 + channel) * area + cell] = (value - mean[channel]!) / std[channel]!;
      }
    }
  }
  return data;
}
