// A frozen backbone: its features in one pass with constant weights, and a later epoch, which needs only those.
import type { BatchTensor } from '../../src-main/data/dataset-version.ts';
import { compileStep } from '../../src-main/engine/compiled-step.ts';
import { runStages } from '../../src-main/models/build-model.ts';
import type { Model } from '../../src-main/models/model.ts';
import { makeTrainingStep, trainedParameters } from '../../src-main/training/training-step.ts';
import type { StepCase } from '../case-table.ts';
import { batchInputs, batchTargets, benchModel, benchOptimizer, benchRate } from './workload.ts';

/** A step is one batch through the backbone. */
export function frozenFeatures(work: StepCase): () => void {
  const run = featureStep(benchModel(work));
  const inputs = batchInputs(work);
  return () => {
    run(inputs);
  };
}

/** A step is an epoch over `pictures` pictures whose features are known: the head is trained on them. */
export function frozenEpoch(work: StepCase): () => void {
  const model = benchModel(work);
  const head = model.stages.length - 1;
  const optimizer = benchOptimizer(work, trainedParameters(model.stages, head));
  const step = makeTrainingStep({ model, boundary: head, firstTrained: head, trainsBatchNorm: false });
  const inputs = featureStep(model)(batchInputs(work));
  const targets = batchTargets(work);
  const rate = benchRate(work);
  return () => {
    for (let batch = 0; batch < work.pictures! / work.batch; batch++) {
      const { gradients } = step.run({ inputs, ...targets, seed: batch });
      optimizer.accumulate(gradients);
      optimizer.apply(() => rate);
    }
  };
}

type Tensors = Readonly<Record<string, BatchTensor>>;

/** All stages but the head, compiled with their weights as constants. */
function featureStep(model: Model): (inputs: Tensors) => Tensors {
  const context = { training: false, trainsBatchNorm: () => false };
  const to = model.stages.length - 1;
  const step = compileStep((inputs) => runStages(model, inputs, { context, to }), { frozen: true });
  return (inputs) => {
    const data = step.run(inputs).features as Float32Array;
    const rows = inputs.x!.shape[0]!;
    return { features: { dtype: 'float32', shape: [rows, data.length / rows], data } };
  };
}
