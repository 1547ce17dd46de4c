// A case's network and its fixed batch of random data.
import type { BatchTensor } from '../../src-main/data/dataset-version.ts';
import { createOptimizer, type Optimizer } from '../../src-main/engine/optimizer/optimizer.ts';
import { buildModel } from '../../src-main/models/build-model.ts';
import type { Model, Parameter } from '../../src-main/models/model.ts';
import { targetRows } from '../../src-main/training/loss.ts';
import type { StartCase, StepCase } from '../case-table.ts';

type Work = StepCase | StartCase;

export function benchModel({ architecture, classes, headDropout }: Work): Model {
  return buildModel(architecture, { classes, headDropout, seed: 0 });
}

/** What the first stage takes: standard normal pictures, or random token ids without padding. */
export function batchInputs(work: Work): Readonly<Record<string, BatchTensor>> {
  const { batch, imageSize, tokens } = work;
  if (imageSize !== undefined) {
    const shape = [batch, 3, imageSize, imageSize];
    return { x: { dtype: 'float32', shape, data: randomNormal(batch * 3 * imageSize ** 2) } };
  }
  const vocabulary = work.architecture.vocabularySize as number;
  const ids = (value: () => number): BatchTensor => ({
    dtype: 'int32',
    shape: [batch, tokens!],
    data: Int32Array.from({ length: batch * tokens! }, value),
  });
  return {
    inputIds: ids(() => Math.floor(Math.random() * vocabulary)),
    attentionMask: ids(() => 1),
    tokenTypeIds: ids(() => 0),
  };
}

/** One-hot float32[batch, classes], and equal weights. */
export function batchTargets({ batch, classes }: Work): { targets: Float32Array; weights: Float32Array } {
  const labels = Int32Array.from({ length: batch }, (_, i) => i % classes);
  return { targets: targetRows(labels, classes, 0), weights: new Float32Array(batch).fill(1) };
}

/** The optimizers and rates of peers/workload.py. */
export function benchOptimizer({ optimizer }: Work, parameters: readonly Parameter[]): Optimizer {
  const shared = { momentum: 0.9, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  return optimizer === 'sgd'
    ? createOptimizer({ ...shared, kind: 'sgd', weightDecay: 0 }, parameters)
    : createOptimizer({ ...shared, kind: 'adamw', weightDecay: 0.01 }, parameters);
}

export function benchRate({ optimizer }: Work): number {
  return optimizer === 'sgd' ? 1e-3 : 1e-5;
}

/** Box and Muller 1958. */
export function randomNormal(size: number): Float32Array {
  return Float32Array.from(
    { length: size },
    () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()),
  );
}
