// The `tensorflow` backend: where native TensorFlow loads it trains what `cpu` trains; elsewhere its error says what to do.
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import { compileStep } from '../../src-main/engine/compiled-step.ts';
import { conv2d, linear, maxPool2d, softmaxCrossEntropy } from '../../src-main/engine/fused.ts';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { createOptimizer } from '../../src-main/engine/optimizer/optimizer.ts';
import { loadTensorflow } from '../../src-main/engine/tensorflow-backend.ts';
import { FinesseError } from '../../src-main/errors.ts';

const loadError = await loadTensorflow().then(
  () => undefined,
  (error: unknown) => error,
);
const loads = loadError === undefined;

afterAll(() => {
  if (!loads) console.log(`tensorflow backend not tested here: ${(loadError as Error).message}`);
});

describe('tensorflow backend', () => {
  it.skipIf(loads)(
    'where it cannot be loaded, says which package is missing or broken and what to do',
    async () => {
      const opened = openEngine({ backend: 'tensorflow', provider: 'cpu' });
      await expect(opened).rejects.toBeInstanceOf(FinesseError);
      await expect(opened).rejects.toMatchObject({
        code: expect.stringMatching(/^engine\.tensorflow-(missing|broken)$/),
        message: expect.stringMatching(/@tensorflow\/tfjs-node.*(npm install|CONTRIBUTING)/),
      });
    },
  );

  it.skipIf(!loads)(
    'trains a convolutional network to the same losses as the reference backend',
    async () => {
      const needed = await losses('cpu');
      const found = await losses('tensorflow');
      expect(needed.at(-1)).toBeLessThan((needed[0] as number) / 2);
      for (const [step, loss] of needed.entries()) expect(found[step]).toBeCloseTo(loss, 4);
    },
  );

  it.skipIf(!loads)(
    'takes the gradient of a strided convolution whose windows do not reach the border',
    async () => {
      await openEngine({ backend: 'tensorflow', provider: 'cpu' });
      // Native TensorFlow's own filter gradient damages its memory for these sizes, and the process dies.
      const x = tf.ones([3, 8, 12, 12]) as tf.Tensor4D;
      const weight = tf.ones([16, 8, 1, 1]) as tf.Tensor4D;
      for (let round = 0; round < 4; round++) {
        const gradient = tf.tidy(() =>
          tf.grad((w: tf.Tensor) =>
            tf.sum(conv2d(x, w as tf.Tensor4D, { stride: 2, padding: 0, groups: 1 })),
          )(weight),
        );
        expect(new Set(gradient.dataSync())).toEqual(new Set([3 * 6 * 6]));
        gradient.dispose();
      }
    },
    60_000,
  );
});

const rows = 8;
const classes = 2;

/** Losses of 12 Adam steps of a small network that tells bright pictures from dark ones. */
async function losses(backend: 'cpu' | 'tensorflow'): Promise<number[]> {
  await openEngine({ backend, provider: 'cpu' });
  const wave = (shape: number[]) =>
    tf.variable(tf.reshape(tf.mul(tf.sin(tf.range(0, tf.util.sizeFromShape(shape))), 0.2), shape));
  const variables = { conv: wave([4, 3, 3, 3]), weight: wave([classes, 4]), bias: wave([classes]) };
  const step = compileStep(({ x, targets }) => {
    const { value, grads } = tf.variableGrads(() => {
      const conv = variables.conv as tf.Variable<tf.Rank.R4>;
      const hidden = maxPool2d(
        tf.relu(conv2d(x as tf.Tensor4D, conv, { stride: 2, padding: 1, groups: 1 })),
        2,
        2,
        0,
      );
      const weight = variables.weight as tf.Variable<tf.Rank.R2>;
      const bias = variables.bias as tf.Variable<tf.Rank.R1>;
      const logits = linear(tf.mean(hidden, [2, 3]), weight, bias) as tf.Tensor2D;
      return softmaxCrossEntropy(logits, targets as tf.Tensor2D, tf.ones([rows]) as tf.Tensor1D);
    }, Object.values(variables));
    const gradient = (variable: tf.Variable) => grads[variable.name] as tf.Tensor;
    return {
      loss: value,
      conv: gradient(variables.conv),
      weight: gradient(variables.weight),
      bias: gradient(variables.bias),
    };
  });
  const adam = {
    kind: 'adam',
    momentum: 0,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
  } as const;
  const parameters = Object.entries(variables).map(([name, variable]) => ({ name, decay: false, variable }));
  const optimizer = createOptimizer(adam, parameters);
  const inputs = brightAndDark();
  const found = Array.from({ length: 12 }, () => {
    const { loss, ...gradients } = step.run(inputs);
    optimizer.accumulate(gradients as Record<string, Float32Array>);
    optimizer.apply(() => 0.1);
    return (loss as Float32Array)[0] as number;
  });
  step.dispose();
  tf.dispose(Object.values(variables));
  return found;
}

/** Even rows are bright and of class 0, odd ones dark and of class 1. */
function brightAndDark() {
  const size = 3 * 10 * 10;
  const data = Float32Array.from(
    { length: rows * size },
    (_, i) => (Math.floor(i / size) % 2 === 0 ? 1 : -1) + 0.3 * Math.sin(i),
  );
  const targets = Float32Array.from({ length: rows * classes }, (_, i) =>
    i % classes === Math.floor(i / classes) % 2 ? 1 : 0,
  );
  return {
    x: { dtype: 'float32', shape: [rows, 3, 10, 10], data },
    targets: { dtype: 'float32', shape: [rows, classes], data: targets },
  } as const;
}
