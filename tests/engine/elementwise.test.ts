// What TF.js's specs leave open: every elementwise kernel on long vectors (SIMD paths), special values, scalars,
// broadcasting and empty tensors, value and gradient, against TF.js's `cpu` backend.
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { type Build, bool, expectAgreement, float, int } from './kernel-agreement.ts';

const long = 1_003;
const specials = [
  Number.NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  1e-7,
  -1e-7,
  1,
  -1,
  0.5,
  -0.5,
  1e-30,
  88,
  -88,
  1e30,
];
const spread = Array.from({ length: long }, (_, i) => 8 * Math.sin(1.7 * i) ** 3);
const waves = Array.from({ length: 37 }, (_, i) => 2 * Math.sin(1.7 * i + 0.3));
const unit = Array.from({ length: long }, (_, i) => 0.99 * Math.sin(1.7 * i));
const positive = spread.map((v) => Math.abs(v) + 0.01);

/** op, where it is smooth, and whether its value is defined for every special value as `cpu` has it. */
const unary: Record<
  string,
  { op: (x: tf.Tensor) => tf.Tensor; values: readonly number[]; specials?: false }
> = {
  abs: { op: tf.abs, values: spread },
  acos: { op: tf.acos, values: unit },
  acosh: { op: tf.acosh, values: positive.map((v) => v + 1) },
  asin: { op: tf.asin, values: unit },
  asinh: { op: tf.asinh, values: spread },
  atan: { op: tf.atan, values: spread },
  atanh: { op: tf.atanh, values: unit },
  ceil: { op: tf.ceil, values: spread },
  cos: { op: tf.cos, values: spread, specials: false },
  cosh: { op: tf.cosh, values: spread },
  elu: { op: tf.elu, values: spread },
  erf: { op: tf.erf, values: spread },
  exp: { op: tf.exp, values: spread },
  expm1: { op: tf.expm1, values: spread },
  floor: { op: tf.floor, values: spread },
  leakyRelu: { op: (x) => tf.leakyRelu(x, 0.1), values: spread },
  log: { op: tf.log, values: positive },
  log1p: { op: tf.log1p, values: positive },
  neg: { op: tf.neg, values: spread },
  reciprocal: { op: tf.reciprocal, values: positive },
  relu: { op: tf.relu, values: spread },
  relu6: { op: tf.relu6, values: spread },
  round: { op: tf.round, values: spread },
  rsqrt: { op: tf.rsqrt, values: positive },
  selu: { op: tf.selu, values: spread },
  sigmoid: { op: tf.sigmoid, values: spread },
  sign: { op: tf.sign, values: spread },
  sin: { op: tf.sin, values: spread, specials: false },
  sinh: { op: tf.sinh, values: spread },
  softplus: { op: tf.softplus, values: spread },
  sqrt: { op: tf.sqrt, values: positive },
  square: { op: tf.square, values: spread },
  step: { op: (x) => tf.step(x, 0.25), values: spread },
  tan: { op: tf.tan, values: unit, specials: false },
  tanh: { op: tf.tanh, values: spread },
  clipByValue: { op: (x) => tf.clipByValue(x, -1.5, 2), values: spread },
};

type Op2 = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** `broadcastGradient`: TF.js sums the gradient over broadcast axes. `specials`: see `unary`. */
const binary: Record<string, { op: Op2; broadcastGradient?: false; specials?: false }> = {
  add: { op: tf.add },
  sub: { op: tf.sub },
  mul: { op: tf.mul },
  div: { op: tf.div },
  maximum: { op: tf.maximum, broadcastGradient: false },
  minimum: { op: tf.minimum, broadcastGradient: false },
  squaredDifference: { op: tf.squaredDifference, broadcastGradient: false },
  // -0 is taken for 0, which turns the angle by a full turn.
  atan2: { op: tf.atan2, specials: false },
  mod: { op: tf.mod },
  prelu: { op: (a, b) => tf.prelu(a, b), broadcastGradient: false },
};

const comparisons: Record<string, Op2> = {
  equal: tf.equal,
  notEqual: tf.notEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
};

beforeAll(async () => {
  await openEngine({ backend: 'ort', provider: 'cpu', threads: 2 });
});

describe.each(Object.entries(unary))('%s', (_, { op, values, specials: comparable }) => {
  it('agrees on a long vector, value and gradient', async () => {
    await expectAgreement(op, [float([long], values)], { gradient: true, tolerance: 2e-4 });
  });

  it.skipIf(comparable === false)('agrees on special values', async () => {
    await expectAgreement(op, [float([specials.length], specials)], { tolerance: 1e-4 });
  });

  it('keeps scalars and empty tensors', async () => {
    await expectAgreement(op, [float([], [0.7])], { gradient: true, tolerance: 1e-4 });
    await expectAgreement(op, [float([2, 0, 3])]);
  });
});

describe.each(Object.entries(binary))('%s', (_, { op, broadcastGradient, specials: comparable }) => {
  it('broadcasts both ways', async () => {
    const gradient = broadcastGradient ?? true;
    const divisor = float([4, 1], [0.7, -1.3, 2.1, -0.4]);
    await expectAgreement(op as Build, [float([3, 1, 5]), divisor], { gradient, tolerance: 1e-4 });
    await expectAgreement(op as Build, [float([], [0.6]), divisor], { gradient, tolerance: 1e-4 });
  });

  it('has the same gradient', async () => {
    const other = waves.map((value) => -value + 0.3);
    const inputs = [float([waves.length], waves), float([waves.length], other)];
    await expectAgreement(op as Build, inputs, { gradient: true, tolerance: 1e-4 });
  });

  it.skipIf(comparable === false)('passes not-a-number and infinities on', async () => {
    const other = specials.map((_, i) => [1.5, -2, 3][i % 3] as number);
    const inputs = [float([specials.length], specials), float([specials.length], other)];
    await expectAgreement(op as Build, inputs, { tolerance: 1e-4 });
    await expectAgreement(op as Build, inputs.toReversed(), { tolerance: 1e-4 });
  });

  it('keeps empty tensors', async () => {
    await expectAgreement(op as Build, [float([0, 3]), float([3])]);
  });
});

describe.each(Object.entries(comparisons))('%s', (_, op) => {
  it.each(['float32', 'int32', 'bool'] as const)('compares %s', async (dtype) => {
    const [a, b] =
      dtype === 'bool'
        ? [
            [0, 1, 0, 1],
            [0, 0, 1, 1],
          ]
        : [
            [1, -2, 3, 3],
            [1, 2, -3, 4],
          ];
    const inputs = [a, b].map((values) => ({ values: values as number[], shape: [4], dtype }));
    await expectAgreement(op as Build, inputs);
  });

  it('compares not-a-number as unequal', async () => {
    const nan = float([2], [Number.NaN, 1]);
    await expectAgreement(op as Build, [nan, nan]);
  });
});

describe('whole numbers', () => {
  const a = int([6], [7, -7, 7, -7, 5, 0]);
  const b = int([6], [2, 2, -2, -2, 0, 3]);

  it.each([
    ['add', tf.add],
    ['sub', tf.sub],
    ['mul', tf.mul],
    ['maximum', tf.maximum],
    ['minimum', tf.minimum],
    ['squaredDifference', tf.squaredDifference],
  ] as const)('%s stays int32', async (_, op) => {
    await expectAgreement(op as Build, [a, b]);
  });

  it('divide and leave remainders as TF.js has them, also by zero', async () => {
    await expectAgreement((x, y) => tf.floorDiv(x as tf.Tensor, y as tf.Tensor), [a, b]);
    await expectAgreement((x, y) => tf.mod(x as tf.Tensor, y as tf.Tensor), [a, b]);
  });

  it('come of casts from float32 and bool, and go to bool', async () => {
    const values = float([5], [2.7, -2.7, 0.4, -0.4, 0]);
    await expectAgreement((x) => tf.cast(x as tf.Tensor, 'int32'), [values]);
    await expectAgreement((x) => tf.cast(x as tf.Tensor, 'bool'), [values]);
    await expectAgreement((x) => tf.cast(x as tf.Tensor, 'float32'), [bool([3], [1, 0, 1])]);
    await expectAgreement((x) => tf.cast(x as tf.Tensor, 'int32'), [bool([3], [1, 0, 1])]);
  });

  it.each([
    ['abs', tf.abs],
    ['neg', tf.neg],
    ['sign', tf.sign],
    ['square', tf.square],
    ['relu', tf.relu],
    ['exp', tf.exp],
  ] as const)('%s takes them', async (_, op) => {
    await expectAgreement(op as Build, [a]);
  });
});

it('tensors large enough for several threads agree', async () => {
  const size = 150_000;
  const values = Array.from({ length: size }, (_, i) => 2 * Math.sin(1.7 * i + 0.3));
  const chain = (x: tf.Tensor) => tf.mul(tf.relu(tf.sub(tf.exp(x), 1)), tf.sigmoid(x));
  await expectAgreement(chain as Build, [float([size], values)], { gradient: true, tolerance: 1e-4 });
});
