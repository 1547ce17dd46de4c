import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src-main/engine/open-engine.ts';
import { createOptimizer, type OptimizerOptions } from '../../src-main/engine/optimizer/optimizer.ts';
import { readVariable } from '../../src-main/engine/variables.ts';

interface Reference {
  readonly final: Readonly<Record<string, number[]>>;
  readonly norms: readonly number[];
}
const references = JSON.parse(
  readFileSync(new URL('./fixtures/optimizer.json', import.meta.url), 'utf8'),
) as Record<string, Reference>;

const sizes = { weight: 37, bias: 5 };
const base = { momentum: 0.9, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 };
const cases: Record<string, OptimizerOptions & { clipNorm?: number }> = {
  sgd: { ...base, kind: 'sgd' },
  adam: { ...base, kind: 'adam' },
  adamw: { ...base, kind: 'adamw' },
  'adamw-clipped': { ...base, kind: 'adamw', beta2: 0.99, epsilon: 1e-6, weightDecay: 0.01, clipNorm: 1 },
};

/** The formula of make-optimizer.py. */
const values = (size: number, step: number, salt: number) =>
  Float32Array.from({ length: size }, (_, i) => Math.sin(i * 1.7 + step * 0.9 + salt));

function parameters() {
  return Object.entries(sizes).map(([name, size]) => ({
    name,
    decay: name === 'weight',
    variable: tf.variable(tf.tensor1d(values(size, 0, 3))),
  }));
}

const gradients = (step: number) =>
  Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, values(size, step, name.length)]));
const rate = (name: string) => (name === 'weight' ? 0.01 : 0.02);

describe.each(['ort', 'cpu'] as const)('optimizers on the %s backend', (backend) => {
  beforeAll(async () => {
    await openEngine({ backend, provider: 'cpu' });
  });
  afterAll(() => tf.disposeVariables());

  it.each(Object.entries(cases))('%s follows torch.optim over 100 steps', (name, options) => {
    const params = parameters();
    const optimizer = createOptimizer(options, params);
    const reference = references[name];
    for (let step = 1; step <= 100; step++) {
      optimizer.accumulate(gradients(step));
      const norm = optimizer.apply(rate, options.clipNorm);
      expect(norm).toBeCloseTo(reference.norms[step - 1], 4);
    }
    for (const { name: parameter, variable } of params) {
      const actual = readVariable(variable);
      reference.final[parameter].forEach((expected, i) => {
        expect(actual[i]).toBeCloseTo(expected, 5);
      });
    }
  });

  it('continues exactly from a saved state', () => {
    const whole = parameters();
    const uninterrupted = createOptimizer(cases.adamw, whole);
    const parts = parameters();
    let optimizer = createOptimizer(cases.adamw, parts);
    for (let step = 1; step <= 10; step++) {
      for (const each of [uninterrupted, optimizer]) {
        each.accumulate(gradients(step));
        each.apply(rate);
      }
      const state = optimizer.state();
      optimizer = createOptimizer(cases.adamw, parts);
      optimizer.restore(state);
    }
    expect(readVariable(parts[0].variable)).toEqual(readVariable(whole[0].variable));
  });

  it('uses the mean of accumulated gradients', () => {
    const once = parameters();
    const twice = parameters();
    const single = createOptimizer(cases.sgd, once);
    const accumulating = createOptimizer(cases.sgd, twice);
    single.accumulate(gradients(1));
    single.apply(rate);
    accumulating.accumulate(gradients(1));
    accumulating.accumulate(gradients(1));
    accumulating.apply(rate);
    expect(readVariable(twice[0].variable)).toEqual(readVariable(once[0].variable));
  });

  it('updates nothing where a gradient is not finite', () => {
    const params = parameters();
    const optimizer = createOptimizer(cases.adamw, params);
    const before = readVariable(params[1].variable);
    optimizer.accumulate({
      weight: new Float32Array(37).fill(Number.NaN),
      bias: new Float32Array(5).fill(1),
    });
    expect(optimizer.apply(rate)).toBeNaN();
    expect(readVariable(params[1].variable)).toEqual(before);
  });
});

it('update-loops.wasm is what its source compiles to', () => {
  const out = join(mkdtempSync(join(tmpdir(), 'finesse-')), 'update-loops.wasm');
  execFileSync('npm', ['run', '--silent', 'build:wasm', '--', '-o', out], { stdio: 'pipe' });
  const committed = new URL('../../src-main/engine/optimizer/update-loops.wasm', import.meta.url);
  expect(readFileSync(out).equals(readFileSync(committed))).toBe(true);
});
