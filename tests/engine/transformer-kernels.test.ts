import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  attention,
  dropout,
  gelu,
  layerNorm,
  linear,
  softmaxCrossEntropy,
} from '../../src-main/engine/fused.ts';
import { openEngine } from '../../src-main/engine/open-engine.ts';

interface Reference {
  readonly y: readonly number[];
  readonly gradients: readonly (readonly number[])[];
}
const references = JSON.parse(
  readFileSync(new URL('./fixtures/transformer.json', import.meta.url), 'utf8'),
) as Record<string, Reference>;

/** The formula of make-transformer.py. */
function input(shape: number[], salt: number): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => 2 * Math.sin(i * 1.3 + salt)),
    shape,
  );
}

const mask = () => tf.tensor([0, 0, 0, 0, 0, 0, 0, 0, -1e9, -1e9], [2, 1, 1, 5]);
const smoothed = () =>
  tf.add(tf.mul(tf.oneHot(tf.tensor1d([0, 2, 3], 'int32'), 4), 0.9), 0.1 / 4) as tf.Tensor2D;

const cases: Record<string, { inputs: [number[], number][]; f: (...x: tf.Tensor[]) => tf.Tensor }> = {
  linear: {
    inputs: [
      [[2, 3, 5], 0],
      [[4, 5], 1],
      [[4], 2],
    ],
    f: (x, w, b) => linear(x, w as tf.Tensor2D, b as tf.Tensor1D),
  },
  layerNorm: {
    inputs: [
      [[2, 3, 7], 0],
      [[7], 1],
      [[7], 2],
    ],
    f: (x, g, b) => layerNorm(x, g, b, 1e-5),
  },
  gelu: { inputs: [[[2, 11], 0]], f: (x) => gelu(x) },
  attention: {
    inputs: [
      [[2, 5, 6], 0],
      [[2, 5, 6], 1],
      [[2, 5, 6], 2],
    ],
    f: (q, k, v) => attention(q, k, v, mask(), 3),
  },
  softmaxCrossEntropy: {
    inputs: [[[3, 4], 0]],
    f: (logits) => softmaxCrossEntropy(logits as tf.Tensor2D, smoothed(), tf.ones([3]) as tf.Tensor1D),
  },
};

function expectClose(actual: tf.Tensor, expected: readonly number[]): void {
  const values = actual.dataSync();
  expect(values).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(values[i] - value), `element ${i}`).toBeLessThan(2e-5 * (1 + Math.abs(value)));
  });
}

describe.each(['ort', 'cpu'] as const)('transformer layers on the %s backend', (backend) => {
  beforeAll(async () => {
    await openEngine({ backend, provider: 'cpu' });
  });

  it.each(Object.entries(cases))('%s has the values and gradients of PyTorch', (name, { inputs, f }) => {
    const reference = references[name];
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = inputs.map(([shape, salt]) => input(shape, salt));
      const y = f(...x);
      expectClose(y, reference.y);
      const dy = tf.tensor(
        Float32Array.from({ length: y.size }, (_, i) => Math.cos(i)),
        y.shape,
      );
      const gradients = tf.grads((...args: tf.Tensor[]) => f(...args))(x, dy);
      gradients.forEach((gradient, i) => {
        expectClose(gradient, reference.gradients[i]);
      });
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  describe('dropout', () => {
    const mask = (shape: number[], rate: number, seed: number, salt: number) =>
      tf.tidy(() => dropout(tf.ones(shape), rate, tf.scalar(seed, 'int32'), salt).dataSync().slice());

    it('keeps the expected share, scaled so that the mean stays', () => {
      for (const rate of [0.1, 0.5, 0.9]) {
        const values = mask([300, 200], rate, 7, 3);
        const kept = values.filter((value) => value > 0);
        expect(kept.length / values.length).toBeCloseTo(1 - rate, 1.5);
        expect(kept[0]).toBeCloseTo(1 / (1 - rate), 5);
      }
    });

    it('depends on seed and salt, and on nothing else', () => {
      expect(mask([50, 40], 0.5, 1, 2)).toEqual(mask([50, 40], 0.5, 1, 2));
      const agreement = (a: ArrayLike<number>, b: ArrayLike<number>) =>
        Array.from(a).filter((value, i) => value === b[i]).length / a.length;
      expect(agreement(mask([50, 40], 0.5, 1, 2), mask([50, 40], 0.5, 2, 2))).toBeCloseTo(0.5, 1);
      expect(agreement(mask([50, 40], 0.5, 1, 2), mask([50, 40], 0.5, 1, 3))).toBeCloseTo(0.5, 1);
    });

    it('passes the gradient where the value was kept', () => {
      tf.tidy(() => {
        const seed = tf.scalar(5, 'int32');
        const x = tf.ones([30, 30]);
        const gradient = tf.grad((value: tf.Tensor) => dropout(value, 0.3, seed, 1))(x);
        expect(gradient.dataSync()).toEqual(dropout(x, 0.3, seed, 1).dataSync());
      });
    });

    it('has no visible correlation between neighbours', () => {
      const values = mask([400, 256], 0.5, 11, 4);
      for (const distance of [1, 2, 255, 256, 257, 512]) {
        let same = 0;
        for (let i = distance; i < values.length; i++) same += Number(values[i] === values[i - distance]);
        expect(same / (values.length - distance), `distance ${distance}`).toBeCloseTo(0.5, 1.7);
      }
    });
  });
});
