// A full training step: forward, loss, gradients of everything, optimizer; batch norm trains too.
import { makeTrainingStep, trainedParameters } from '../../src-main/training/training-step.ts';
import type { StartCase, StepCase } from '../case-table.ts';
import { batchInputs, batchTargets, benchModel, benchOptimizer, benchRate } from './workload.ts';

export function trainingStep(work: StepCase | StartCase): () => void {
  const model = benchModel(work);
  const optimizer = benchOptimizer(work, trainedParameters(model.stages, 0));
  const step = makeTrainingStep({ model, boundary: 0, firstTrained: 0, trainsBatchNorm: true });
  const inputs = batchInputs(work);
  const targets = batchTargets(work);
  const rate = benchRate(work);
  let seed = 0;
  return () => {
    const { loss, gradients } = step.run({ inputs, ...targets, seed: seed++ & 0xffff });
    if (!Number.isFinite(loss)) throw new Error(`The loss is ${loss}`);
    optimizer.accumulate(gradients);
    optimizer.apply(() => rate);
  };
}
