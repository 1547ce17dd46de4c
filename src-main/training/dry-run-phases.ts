// What the phases of a plan take: each kind of phase is measured once.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { OptimizerState } from '../engine/optimizer/optimizer.ts';
import { epochBatches } from './batch-statistics.ts';
import { batchesSeconds, onceSeconds, type PassCost } from './dry-run-costs.ts';
import { allOf, type DryRun } from './dry-run-parts.ts';
import type { Passes } from './dry-run-passes.ts';
import { folderBytes } from './dry-run-space.ts';
import { measureInference, measureTraining, shapesAt } from './dry-run-steps.ts';
import { boundaryLayout } from './feature-cache.ts';
import { wantsCache } from './phase-feeds.ts';
import type { PlannedPhase } from './phases.ts';
import { foldsFor } from './probe/fit-probe.ts';
import { probeSeconds } from './probe/probe-cost.ts';
import { openRunCheckpoints } from './run-checkpoints.ts';
import { runFiles } from './run-files.ts';
import type { PhaseEstimate } from './training-estimate.ts';
import { initialProgress } from './training-progress.ts';

export interface PhaseCost {
  /** Of a phase that fits the head at once, instead of passes. */
  readonly fitSeconds?: number;
  readonly cached: boolean;
  readonly training: PassCost;
  readonly validation: PassCost;
  /** A checkpoint with the parameters of a best epoch. */
  readonly checkpoint: { readonly seconds: number; readonly bytes: number };
}

/** The costs of each phase, in order. `onPhase` is told before each is measured. */
export async function measurePhases(
  dry: DryRun,
  passes: Passes,
  onPhase: (at: number) => void,
): Promise<PhaseCost[]> {
  const known = new Map<string, PhaseCost>();
  const costs: PhaseCost[] = [];
  for (const [at, phase] of dry.phases.entries()) {
    dry.job.signal.throwIfAborted();
    onPhase(at);
    if (phase.probe) {
      costs.push(await probeCost(dry));
      continue;
    }
    const key = `${phase.firstTrained} ${wantsCache(dry.run, phase)} ${phase.trainsBatchNorm}`;
    const cost = known.get(key) ?? (await measurePhase(dry, phase, passes));
    known.set(key, cost);
    costs.push(cost);
  }
  return costs;
}

async function probeCost(dry: DryRun): Promise<PhaseCost> {
  const { model } = dry.run;
  const { rowShape } = boundaryLayout(model, model.stages.length - 1)!;
  const shape = { width: rowShape[0]!, classes: model.classes };
  const rows = allOf(dry, 'train');
  const paths = foldsFor(allOf(dry, 'validation')) ?? 1;
  const none = { shapes: [], costs: [] };
  return {
    fitSeconds: paths * (await probeSeconds(rows, shape)),
    cached: true,
    training: none,
    validation: none,
    checkpoint: { seconds: 0, bytes: 0 },
  };
}

async function measurePhase(
  dry: DryRun,
  phase: PlannedPhase,
  { train, validation }: Passes,
): Promise<PhaseCost> {
  const { model, recipe } = dry.run;
  const cached = wantsCache(dry.run, phase);
  const boundary = cached ? phase.firstTrained : 0;
  const shapes = shapesAt(model, train.shapes, boundary);
  let checkpoint = { seconds: 0, bytes: 0 };
  const training = await measureTraining({ recipe, model, phase, boundary, shapes }, (state) => {
    checkpoint = measureCheckpoint(dry, phase, state);
  });
  const validated = { shapes: shapesAt(model, validation?.shapes ?? [], boundary), boundary, frozen: false };
  return { cached, training, validation: measureInference(model, validated), checkpoint };
}

/** Writes a real checkpoint and takes it away again. */
function measureCheckpoint({ job, run }: DryRun, phase: PlannedPhase, optimizer: OptimizerState) {
  const folder = join(job.runFolder, runFiles.checkpoints);
  const checkpoints = openRunCheckpoints({
    runFolder: job.runFolder,
    identity: { recipeHash: '', datasetHash: '', modelHash: '' },
    model: run.model,
    phases: [phase],
    resetModel() {},
    emit() {},
  });
  const startMs = performance.now();
  const best = checkpoints.saveBest(initialProgress);
  checkpoints.saveCheckpoint({
    progress: { ...initialProgress, best: { epoch: 0, value: 0, folder: best } },
    optimizer,
  });
  const seconds = (performance.now() - startMs) / 1000;
  const bytes = folderBytes(folder);
  rmSync(folder, { recursive: true });
  return { seconds, bytes };
}

export function phaseEstimate(
  dry: DryRun,
  phase: PlannedPhase,
  { cost, passes }: { cost: PhaseCost; passes: Passes },
): PhaseEstimate {
  const { name, epochs } = phase;
  if (cost.fitSeconds !== undefined)
    return { name, epochs, secondsPerEpoch: cost.fitSeconds, steps: 1, cached: cost.cached };
  const { batchSize, accumulationSteps } = dry.run.recipe.hyperparameters;
  const { stages } = dry.run.model;
  const batches = epochBatches(dry.run.recipe, { stages, phase }, allOf(dry, 'train'));
  const validationBatches = Math.ceil(allOf(dry, 'validation') / batchSize);
  const reading = cost.cached
    ? 0
    : allOf(dry, 'train') * passes.train.laterSeconds +
      allOf(dry, 'validation') * (passes.validation?.laterSeconds ?? 0);
  const computing =
    batchesSeconds(cost.training, batches) + batchesSeconds(cost.validation, validationBatches);
  return {
    name,
    epochs,
    secondsPerEpoch: computing + reading + cost.checkpoint.seconds,
    steps: epochs * Math.ceil(batches / accumulationSteps),
    cached: cost.cached,
  };
}

/** What a phase costs once, before its first step. */
export function phaseOnceSeconds({ training, validation }: PhaseCost): number {
  return onceSeconds(training) + onceSeconds(validation);
}
