import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { batchNormTraining } from '../../src-main/engine/fused.ts';
import type { OnnxNode } from '../../src-main/engine/onnx/onnx-graph.ts';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { fuseActivations } from '../../src-main/engine/ort/fuse-activations.ts';
import { input } from './picture-reference.ts';

const node = (opType: string, inputs: string[], output: string): OnnxNode => ({
  opType,
  domain: '',
  inputs,
  outputs: [output],
  attributes: {},
});

describe('fuseActivations', () => {
  it('joins a ReLU with the convolution before it', () => {
    const nodes = [node('FusedConv', ['x', 'w'], 'a'), node('Relu', ['a'], 'b'), node('Neg', ['b'], 'c')];
    const fused = fuseActivations(nodes, []);
    expect(fused.map(({ opType }) => opType)).toEqual(['FusedConv', 'Neg']);
    expect(fused[0]).toMatchObject({ outputs: ['b'], attributes: { activation: 'Relu' } });
  });

  it('joins a clip with constant bounds', () => {
    const bound = (name: string, value: number) => ({
      name,
      dtype: 'float32' as const,
      shape: [],
      bytes: new Uint8Array(Float32Array.of(value).buffer),
    });
    const nodes = [node('FusedConv', ['x', 'w'], 'a'), node('Clip', ['a', 'low', 'high'], 'b')];
    const [fused] = fuseActivations(nodes, [bound('low', 0), bound('high', 6)]);
    expect(fused.attributes).toEqual({ activation: 'Clip', activation_params: { floats: [0, 6] } });
  });

  it('leaves a value that is read twice', () => {
    const nodes = [
      node('FusedConv', ['x', 'w'], 'a'),
      node('Relu', ['a'], 'b'),
      node('Add', ['a', 'b'], 'c'),
    ];
    expect(fuseActivations(nodes, [])).toEqual(nodes);
  });
});

describe.each([
  ['relu', tf.relu],
  ['relu6', tf.relu6],
] as const)('batch norm and %s on ort', (_, activation) => {
  const f = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor) =>
    activation(batchNormTraining(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D, 1e-5).y);

  async function computed(backend: 'ort' | 'cpu'): Promise<Float32Array[]> {
    await openEngine({ backend, provider: 'cpu' });
    const inputs = [input([3, 4, 5, 5], 0), tf.mul(input([4], 1), 4), input([4], 2)];
    const weights = input([3, 4, 5, 5], 5);
    const gradients = tf.grads((...x: tf.Tensor[]) => tf.sum(tf.mul(f(x[0], x[1], x[2]), weights)))(inputs);
    return [f(inputs[0], inputs[1], inputs[2]), ...gradients].map(
      (tensor) => tensor.dataSync() as Float32Array,
    );
  }

  let results: Float32Array[];
  let expected: Float32Array[];
  beforeAll(async () => {
    expected = await computed('cpu');
    results = await computed('ort');
  });

  it("equals TF.js's own kernels in value and gradients", () => {
    results.forEach((values, index) => {
      values.forEach((value, position) => {
        expect(value).toBeCloseTo(expected[index][position], 3);
      });
    });
  });
});
