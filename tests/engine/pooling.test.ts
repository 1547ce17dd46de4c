import type * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { maxPool2d } from '../../src-main/engine/fused.ts';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { expectLikeReference, input, references } from './picture-reference.ts';

describe.each(['ort', 'cpu'] as const)('maxPool2d on %s', (backend) => {
  beforeAll(async () => {
    await openEngine({ backend, provider: 'cpu', threads: 2 });
  });

  it.each(Object.entries(references.maxPool))('equals PyTorch: %s', (_, reference) => {
    const { size, stride, padding, step } = reference;
    expectLikeReference(
      (x) => [maxPool2d(x as tf.Tensor4D, size, stride, padding)],
      [input(reference.x, 0, step)],
      reference,
    );
  });
});
