// Every family answers on the `ort` backend as on TF.js's own, also as an exported model, whose graph ONNX Runtime
// simplifies furthest.
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { compileStep, type StepInputs } from '../../../src-main/engine/compiled-step.ts';
import { runOnnxModel } from '../../../src-main/engine/onnx-inference.ts';
import { openEngine } from '../../../src-main/engine/open-engine.ts';
import { exportGraph } from '../../../src-main/engine/ort/export-graph.ts';
import { writeVariable } from '../../../src-main/engine/variables.ts';
import { buildModel, runStages } from '../../../src-main/models/build-model.ts';
import { type Model, modelParameters } from '../../../src-main/models/model.ts';
import { parameterValues, unitValues } from '../../parity/hash-values.ts';
import { useCpuBackend } from '../cpu-backend.ts';
import { cases, type Written } from './cases.ts';

const batch = 3;

function inputsOf({ input }: Model): StepInputs {
  if (input.kind === 'image') {
    const shape = [batch, 3, input.height, input.width];
    const data = Float32Array.from(unitValues('pictures', batch * 3 * input.height * input.width));
    return { x: { dtype: 'float32', shape, data } };
  }
  const table = (value: (row: number, at: number) => number) => {
    const data = Int32Array.from({ length: batch * 5 }, (_, i) => value(Math.floor(i / 5), i % 5));
    return { dtype: 'int32', shape: [batch, 5], data } as const;
  };
  const isPresent = (row: number, at: number) => at < 5 - row;
  return {
    inputIds: table((row, at) => (isPresent(row, at) ? 4 + ((row + 2 * at) % 7) : 0)),
    attentionMask: table((row, at) => (isPresent(row, at) ? 1 : 0)),
    tokenTypeIds: table(() => 0),
  };
}

interface Answers {
  readonly direct: ArrayLike<number>;
  /** Of the exported model; the `ort` backend only. */
  readonly exported?: ArrayLike<number>;
}

/** Logits of the network with hashed weights on the current backend. */
function answers(written: Written): Answers {
  const model = buildModel(written, { classes: 4, headDropout: 0, seed: 1 });
  for (const { name, variable } of modelParameters(model))
    writeVariable(variable, parameterValues(name, variable.shape));
  const context = { training: false, trainsBatchNorm: () => false };
  const forward = (inputs: tf.NamedTensorMap) => ({ logits: runStages(model, inputs, { context }).logits! });
  const inputs = inputsOf(model);
  const step = compileStep(forward);
  const direct = step.run(inputs).logits!;
  step.dispose();
  const exported =
    tf.getBackend() === 'ort'
      ? runOnnxModel(exportGraph(forward, { inputs, metadata: {} }), inputs).logits!
      : undefined;
  model.dispose();
  return { direct, ...(exported && { exported }) };
}

const all = Object.values(cases).flat();

it.each(all.map((written) => [JSON.stringify(written), written] as const))('%s', async (_, written) => {
  await useCpuBackend();
  const { direct: needed } = answers(written);
  await openEngine({ backend: 'ort', provider: 'cpu' });
  expect(tf.getBackend()).toBe('ort');
  const { direct, exported } = answers(written);
  for (const found of [direct, exported!]) {
    expect(found).toHaveLength(needed.length);
    for (const [at, value] of Array.from(needed).entries())
      expect(Math.abs(found[at]! - value)).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
  }
});
