// Kernels that move, choose and place values beyond TF.js's specs: whole numbers and bool, empty parts, negative
// strides, batches of indices, value and gradient, against TF.js's `cpu` backend.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { type Build, bool, expectAgreement, float, type Input, int } from './kernel-agreement.ts';

const counting = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
const bits = (count: number) => Array.from({ length: count }, (_, i) => Number(i % 3 === 0));
const smooth = { gradient: true, tolerance: 1e-4 };

beforeAll(async () => {
  await openEngine({ backend: 'ort', provider: 'cpu', threads: 2 });
});

/** Ops on one tensor of shape [2, 3, 4]; every one has a gradient. */
const moves: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  transpose: (x) => tf.transpose(x, [2, 0, 1]),
  reshape: (x) => tf.reshape(x, [4, -1]),
  expandDims: (x) => tf.expandDims(x, 1),
  'concat with an empty part': (x) => tf.concat([x, tf.slice(x, [0, 0, 0], [2, 0, 4]), x], 1),
  slice: (x) => tf.slice(x, [0, 1, 1], [2, 2, 2]),
  'slice of nothing': (x) => tf.slice(x, [0, 1, 1], [2, 0, 2]),
  'stridedSlice backwards': (x) => tf.stridedSlice(x, [1, 2, 3], [0, 0, 0], [-1, -2, -1], 0, 7),
  'stridedSlice with gaps': (x) => tf.stridedSlice(x, [0, 0, 1], [2, 3, 4], [1, 2, 2]),
  pad: (x) =>
    tf.pad(
      x,
      [
        [1, 0],
        [0, 2],
        [1, 1],
      ],
      1,
    ),
  tile: (x) => tf.tile(x, [2, 1, 3]),
  broadcastTo: (x) => tf.broadcastTo(tf.sum(x, 1, true), [2, 5, 4]),
  reverse: (x) => tf.reverse(x, [0, 2]),
  'reverse everything': (x) => tf.reverse(x),
  split: (x) => tf.concat(tf.split(x, [1, 3], 2).toReversed(), 2),
  unstack: (x) => tf.stack(tf.unstack(x, 1).toReversed(), 2),
  stack: (x) => tf.stack([x, tf.mul(x, 2)], -1),
  gather: (x) => tf.gather(x, tf.tensor1d([2, 0, 2], 'int32'), 1),
  'gather with a matrix': (x) =>
    tf.gather(
      x,
      tf.tensor2d(
        [
          [2, 0],
          [1, 1],
        ],
        [2, 2],
        'int32',
      ),
      1,
    ),
  gatherND: (x) =>
    tf.gatherND(
      x,
      tf.tensor2d(
        [
          [1, 2],
          [0, 0],
          [1, 2],
        ],
        [3, 2],
        'int32',
      ),
    ),
  depthToSpace: (x) => tf.depthToSpace(tf.reshape(x, [1, 2, 3, 4]), 2),
  spaceToBatch: (x) =>
    tf.spaceToBatchND(
      tf.reshape(x, [2, 3, 4, 1]),
      [1, 2],
      [
        [0, 0],
        [1, 1],
      ],
    ),
  batchToSpace: (x) =>
    tf.batchToSpaceND(
      tf.reshape(x, [4, 2, 3, 1]),
      [2, 2],
      [
        [0, 1],
        [1, 0],
      ],
    ),
  where: (x) => tf.where(tf.tensor(bits(24), [2, 3, 4], 'bool'), x, tf.mul(x, -3)),
  unsortedSegmentSum: (x) => tf.unsortedSegmentSum(x, tf.tensor1d([2, 2], 'int32'), 4),
  zerosLike: (x) => tf.add(tf.zerosLike(x), tf.mul(tf.onesLike(x), x)),
  topk: (x) => tf.topk(x, 2).values,
};

/** Ops among `moves` whose gradient only we have. */
const ownGradient = ['stridedSlice', 'gatherND', 'depthToSpace', 'topk'];

describe.each(Object.entries(moves))('%s', (_, op) => {
  it('agrees, value and gradient', async () => {
    await expectAgreement(op as Build, [float([2, 3, 4])], smooth);
  });
});

describe.each(
  Object.entries(moves).filter(([name]) => !/where|egment|stack|zerosLike|depthToSpace/.test(name)),
)('%s', (name, op) => {
  it('takes int32', async () => {
    await expectAgreement(op as Build, [int([2, 3, 4], counting(24))]);
  });

  it.skipIf(/topk|broadcastTo/.test(name))('takes bool', async () => {
    await expectAgreement(op as Build, [bool([2, 3, 4], bits(24))]);
  });
});

describe.each(Object.entries(moves).filter(([name]) => ownGradient.some((own) => name.startsWith(own))))(
  'the gradient of %s',
  (_, op) => {
    it('is the slope', async () => {
      await tf.setBackend('ort');
      const x = tf.reshape(tf.sin(tf.range(0, 24)), [2, 3, 4]);
      const weighted = (t: tf.Tensor) => {
        const y = op(t);
        return tf.sum(tf.mul(y, tf.reshape(tf.cos(tf.range(0, y.size)), y.shape))) as tf.Scalar;
      };
      const gradient = tf.grad(weighted)(x).dataSync();
      const h = 1e-2;
      for (const at of [0, 5, 11, 18, 23]) {
        const nudge = tf.reshape(tf.mul(tf.oneHot(tf.scalar(at, 'int32'), 24), h), [2, 3, 4]);
        const [up, down] = [tf.add(x, nudge), tf.sub(x, nudge)].map(
          (t) => weighted(t).dataSync()[0] as number,
        );
        expect(gradient[at]).toBeCloseTo(((up as number) - (down as number)) / (2 * h), 3);
      }
    });
  },
);

it('a strided slice drops an axis and keeps every third of another', async () => {
  await tf.setBackend('ort');
  const x = tf.tensor(counting(24), [2, 3, 4]);
  const chosen = tf.stridedSlice(x, [0, 1, 0], [2, 2, 4], [1, 1, 3], 0, 0, 0, 0, 2);
  expect(chosen.shape).toEqual([2, 2]);
  expect(Array.from(chosen.dataSync())).toEqual([5, 8, 17, 20]);
});

describe('mirrorPad', () => {
  it.each(['reflect', 'symmetric'] as const)('%s', async (mode) => {
    await expectAgreement(
      (x) =>
        tf.mirrorPad(
          x as tf.Tensor,
          [
            [1, 2],
            [0, 1],
          ],
          mode,
        ),
      [float([3, 4])],
    );
    await expectAgreement((x) => tf.mirrorPad(x as tf.Tensor, [[1, 1]], mode), [bool([3], [1, 0, 0])]);
  });
});

describe('gather', () => {
  it('takes each batch its own indices, also with an axis between', async () => {
    const indices = int([2, 3], [0, 1, 1, 1, 0, 1]);
    const batched = (axis: number) => (x: tf.Tensor, i: tf.Tensor) => tf.gather(x, i as tf.Tensor2D, axis, 1);
    await expectAgreement(batched(1) as Build, [float([2, 4, 5]), indices], smooth);
    await expectAgreement(batched(2) as Build, [float([2, 4, 5, 3]), indices]);
  });

  it.each([-1, 2])('refuses index %i', async (index) => {
    await tf.setBackend('ort');
    const chosen = tf.gather(tf.tensor1d([5, 6]), tf.tensor1d([index], 'int32'));
    expect(() => chosen.dataSync()).toThrow('out of data bounds');
  });
});

describe('scatters', () => {
  const indices = int([3, 1], [4, 1, 4]);

  it.each<[string, Input]>([
    ['float32', float([3, 2])],
    ['int32', int([3, 2], counting(6))],
  ])('scatterND sums %s at equal indices', async (_, updates) => {
    const scatter = (i: tf.Tensor, u: tf.Tensor) => tf.scatterND(i, u, [6, 2]);
    await expectAgreement(scatter as Build, [indices, updates]);
  });

  it('tensorScatterUpdate replaces', async () => {
    const update = (x: tf.Tensor, i: tf.Tensor, u: tf.Tensor) => tf.tensorScatterUpdate(x, i, u);
    const places = int([2, 1], [4, 1]);
    await expectAgreement(update as Build, [float([6, 2]), places, float([2, 2])]);
    await expectAgreement(update as Build, [bool([6], bits(6)), places, bool([2], [1, 1])]);
  });

  it('have the gradients of their updates', async () => {
    await tf.setBackend('ort');
    const i = tf.tensor2d([[4], [1], [4]], [3, 1], 'int32');
    const dy = tf.range(0, 6);
    const updates = tf.tensor1d([1, 2, 3]);
    expect(
      Array.from(
        tf
          .grad((u) => tf.scatterND(i, u, [6]))(updates, dy)
          .dataSync(),
      ),
    ).toEqual([4, 1, 4]);
    const places = tf.tensor2d([[4], [1]], [2, 1], 'int32');
    const [dx, du] = tf.grads((x, u) => tf.tensorScatterUpdate(x as tf.Tensor, places, u as tf.Tensor))(
      [tf.zeros([6]), tf.tensor1d([1, 2])],
      dy,
    ) as [tf.Tensor, tf.Tensor];
    expect(Array.from(dx.dataSync())).toEqual([0, 0, 2, 3, 0, 5]);
    expect(Array.from(du.dataSync())).toEqual([4, 1]);
  });

  it('unsortedSegmentSum leaves out ids that are no segment', async () => {
    const segments = (x: tf.Tensor, ids: tf.Tensor) => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, 3);
    await expectAgreement(segments as Build, [float([5, 2]), int([5], [0, -1, 2, 3, 2])], {
      tolerance: 1e-5,
    });
    await expectAgreement(segments as Build, [float([5]), int([5], [0, -1, 2, 3, 2])]);
  });
});

describe('oneHot', () => {
  it.each(['float32', 'int32', 'bool'] as const)(
    'makes %s and nothing for an index out of range',
    async (dtype) => {
      const hot = (i: tf.Tensor) => tf.oneHot(i, 3, 1, 0, dtype);
      await expectAgreement(hot as Build, [int([2, 3], [0, 2, -1, 3, 1, 1])]);
    },
  );
});

describe('einsum', () => {
  const equations: [string, number[][]][] = [
    [
      'ij,jk->ik',
      [
        [2, 3],
        [3, 4],
      ],
    ],
    [
      'bij,bjk->bik',
      [
        [2, 3, 4],
        [2, 4, 5],
      ],
    ],
    [
      'bthd,bshd->bhts',
      [
        [2, 3, 2, 4],
        [2, 5, 2, 4],
      ],
    ],
    ['ij->ji', [[2, 3]]],
    ['ij->i', [[2, 3]]],
    ['ij->', [[2, 3]]],
    ['i,j->ij', [[3], [4]]],
  ];

  it.each(equations)('%s, value and gradient', async (equation, shapes) => {
    const build = (...operands: tf.Tensor[]) => tf.einsum(equation, ...operands);
    await expectAgreement(
      build,
      shapes.map((shape) => float(shape)),
      smooth,
    );
  });

  it('has the gradient of the product it spells', async () => {
    await tf.setBackend('ort');
    const [a, b] = [tf.reshape(tf.sin(tf.range(0, 6)), [2, 3]), tf.reshape(tf.cos(tf.range(0, 12)), [3, 4])];
    const gradients = (f: (...x: tf.Tensor[]) => tf.Tensor) =>
      tf
        .grads(f)([a, b])
        .map((g) => g.dataSync());
    const spelt = gradients((x, y) => tf.einsum('ij,jk->ik', x as tf.Tensor, y as tf.Tensor));
    const product = gradients((x, y) => tf.matMul(x as tf.Tensor, y as tf.Tensor));
    spelt.forEach((values, i) => {
      values.forEach((value, at) => {
        expect(value).toBeCloseTo(product[i]?.[at] as number, 5);
      });
    });
  });
});
