import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileStep } from '../../src-main/engine/compiled-step.ts';
import { gelu, layerNorm, linear } from '../../src-main/engine/fused.ts';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { createOptimizer } from '../../src-main/engine/optimizer/optimizer.ts';
import type { OrtBackend } from '../../src-main/engine/ort/ort-backend.ts';
import { readVariable, writeVariable } from '../../src-main/engine/variables.ts';

const row = (...values: number[]) => ({
  dtype: 'float32' as const,
  shape: [1, values.length],
  data: Float32Array.from(values),
});

/** A small network with everything a step has: variables, a constant of the formula, gradients. */
function network() {
  const weight = tf.variable(
    tf.tensor2d([
      [1, 2, 3, 4],
      [0, 1, 0, -1],
      [2, 0, 2, 0],
    ]),
  ) as tf.Variable<tf.Rank.R2>;
  const bias = tf.variable(tf.tensor1d([0.1, 0.2, 0.3])) as tf.Variable<tf.Rank.R1>;
  const gamma = tf.variable(tf.ones([3]));
  const parameters = Object.entries({ weight, bias, gamma }).map(([name, variable]) => ({
    name,
    decay: true,
    variable,
  }));
  const step = compileStep(({ x, scale }) => {
    const { value, grads } = tf.variableGrads(() => {
      const hidden = layerNorm(gelu(linear(x, weight, bias)), gamma, tf.zeros([3]), 1e-5);
      return tf.mean(tf.mul(tf.square(tf.sub(hidden, [0.5, -1, 2])), scale)) as tf.Scalar;
    }, [weight, bias, gamma]);
    const named = parameters.map(({ name, variable }) => [name, grads[variable.name]] as const);
    return { loss: value, ...Object.fromEntries(named) };
  });
  return { step, parameters, weight };
}

const inputs = (scale: number) => ({ x: row(1, -2, 3, 0.5), scale: row(scale) });

describe.each(['ort', 'cpu'] as const)('a compiled step on the %s backend', (backend) => {
  beforeAll(async () => {
    await openEngine({ backend, provider: 'cpu', threads: 2 });
  });

  it('sees new inputs and new values of variables at every run', () => {
    const { step, weight } = network();
    const first = step.run(inputs(1)).loss[0];
    expect(step.run(inputs(2)).loss[0]).toBeCloseTo(2 * first, 5);
    writeVariable(
      weight,
      readVariable(weight).map((value, i) => value * (i % 3)),
    );
    expect(step.run(inputs(1)).loss[0]).not.toBeCloseTo(first, 3);
    step.dispose();
  });

  it('takes inputs of other shapes', () => {
    const step = compileStep(({ x }) => ({ sum: tf.sum(x) }));
    expect(step.run({ x: row(1, 2) }).sum[0]).toBe(3);
    expect(step.run({ x: row(1, 2, 3) }).sum[0]).toBe(6);
    expect(step.run({ x: row(5, 2) }).sum[0]).toBe(7);
    step.dispose();
  });

  it('gives back an input or a constant as it is', () => {
    const step = compileStep(({ x }) => ({ x: tf.clone(x), doubled: tf.add(x, x), one: tf.scalar(1) }));
    const outputs = step.run({ x: row(1, 2) });
    expect([...outputs.x, ...outputs.doubled, ...outputs.one]).toEqual([1, 2, 2, 4, 1]);
    step.dispose();
  });

  it('folds variables into a frozen step: later changes are not seen', () => {
    const weight = tf.variable(
      tf.tensor2d([
        [2, 0],
        [0, 2],
      ]),
    );
    const step = compileStep(
      ({ x }) => ({ y: tf.matMul(x as tf.Tensor2D, weight as unknown as tf.Tensor2D) }),
      { frozen: true },
    );
    expect([...step.run({ x: row(1, 3) }).y]).toEqual([2, 6]);
    step.dispose();
  });

  it('leaves no tensor behind over many steps', () => {
    const { step, parameters } = network();
    const optimizer = createOptimizer(
      { kind: 'adamw', momentum: 0, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
      parameters,
    );
    const train = () => {
      const { loss, ...gradients } = step.run(inputs(1)) as Record<string, Float32Array>;
      optimizer.accumulate(gradients);
      optimizer.apply(() => 1e-2);
      return loss[0];
    };
    const first = train();
    const before = tf.memory();
    for (let i = 0; i < 100; i++) train();
    expect(tf.memory()).toEqual(before);
    expect(train()).toBeLessThan(first);
    step.dispose();
  });
});

describe('the ort backend', () => {
  beforeAll(async () => {
    await openEngine({ backend: 'ort', provider: 'cpu', threads: 2 });
  });
  const statistics = () => (tf.backend() as OrtBackend).cacheStatistics();

  it('keeps process memory flat over 1,000 steps', () => {
    const { step } = network();
    const run = (count: number) => {
      for (let i = 0; i < count; i++) step.run(inputs(i));
    };
    run(300);
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    const tensors = tf.memory().numTensors;
    run(1_000);
    globalThis.gc?.();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(process.memoryUsage().rss - before).toBeLessThan(48e6);
    step.dispose();
  });

  it('gives the gradient of a large table as the sum of its rows', () => {
    const table = tf.variable(tf.zeros([40_000, 32]));
    const step = compileStep(({ ids, x }) => {
      const { grads } = tf.variableGrads(
        () => tf.sum(tf.mul(tf.gather(table as tf.Tensor, tf.cast(ids, 'int32')), x)) as tf.Scalar,
        [table],
      );
      return { table: grads[table.name] };
    });
    const ids = { dtype: 'int32' as const, shape: [1, 3], data: Int32Array.from([7, 39_999, 7]) };
    const x = Float32Array.from({ length: 96 }, (_, i) => i);
    const gradient = step.run({ ids, x: { dtype: 'float32', shape: [1, 3, 32], data: x } }).table;
    expect(gradient).toHaveLength(40_000 * 32);
    expect([...gradient.slice(7 * 32, 7 * 32 + 2)]).toEqual([0 + 64, 1 + 65]);
    expect(gradient.at(-1)).toBe(63);
    expect([...gradient].reduce((sum, value) => sum + value, 0)).toBe((95 * 96) / 2);
    step.dispose();
    table.dispose();
  });

  it('names the step when a value is read while it is being recorded', () => {
    const step = compileStep(({ x }) => ({ y: tf.mul(x, (tf.sum(x).dataSync() as Float32Array)[0]) }));
    expect(() => step.run({ x: row(1, 2) })).toThrow(/while a compiled step is being recorded/);
    // The backend is usable afterwards.
    expect(tf.add(1, 2).dataSync()[0]).toBe(3);
  });

  it('compiles a structure once, whatever the values', () => {
    const compute = (a: number[], b: number) => tf.tidy(() => [...tf.mul(tf.tensor1d(a), b).dataSync()]);
    compute([1, 2, 3, 4, 5], 3);
    const before = statistics();
    expect(compute([5, 4, 3, 2, 1], 3)).toEqual([15, 12, 9, 6, 3]);
    expect(statistics()).toMatchObject({ hits: before.hits + 1, misses: before.misses });
  });

  it('makes a scalar an input once it is seen to change', () => {
    const compute = (b: number) => tf.tidy(() => tf.sub(tf.tensor1d([1, 2, 3, 4, 5, 6]), b).dataSync()[5]);
    compute(1);
    compute(2);
    const before = statistics();
    for (let b = 3; b < 20; b++) expect(compute(b)).toBe(6 - b);
    expect(statistics().misses).toBe(before.misses);
  });

  it('keeps a bounded number of graphs', () => {
    for (let size = 1; size < 90; size++) tf.tidy(() => tf.exp(tf.zeros([size, 7])).dataSync());
    expect(statistics().graphs).toBeLessThanOrEqual(64);
  });

  it('computes what was recorded before it was disposed of', () => {
    const x = tf.tensor1d([1, 2]);
    const y = tf.mul(x, 3);
    const z = tf.add(y, 1);
    x.dispose();
    y.dispose();
    expect([...z.dataSync()]).toEqual([4, 7]);
    z.dispose();
  });

  it('has nothing to compute for tensors disposed of before they were read', () => {
    const before = statistics();
    tf.tidy(() => {
      tf.exp(tf.ones([3, 3, 3]));
    });
    expect(tf.add(tf.tensor1d([1, 1, 1, 1, 1, 1, 1, 1, 1]), 1).dataSync()[0]).toBe(2);
    expect(statistics().misses - before.misses).toBeLessThanOrEqual(1);
  });

  it('points at the caller when shapes do not fit', () => {
    const multiplyWrongShapes = () => tf.matMul(tf.ones([2, 3]), tf.ones([2, 3]));
    expect(multiplyWrongShapes).toThrow(/matMul.*2,3/s);
    try {
      multiplyWrongShapes();
    } catch (error) {
      expect((error as Error).stack).toContain('multiplyWrongShapes');
    }
  });
});
