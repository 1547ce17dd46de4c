// Predictions of the playground, with the model kept for the next ones.
import type { DecisionRule } from '../../evaluation/decision.ts';
import { type ShownPrediction, shownPrediction } from '../predict.ts';
import type { PredictorInput } from '../predictor.ts';
import type { Errand } from '../workbench-messages.ts';
import { keptPredictor } from './kept-predictor.ts';

export interface PredictErrand {
  readonly runFolder: string;
  readonly inputs: readonly PredictorInput[];
  /** 1 for the probabilities as the network gives them. */
  readonly temperature: number;
  /** null: the most probable class is the answer. */
  readonly rule: DecisionRule | null;
}

export interface PredictErrandResult {
  readonly predictions: readonly ShownPrediction[];
  readonly elapsedMs: number;
  readonly loadMs: number;
}

export const predictErrand: Errand<PredictErrand, PredictErrandResult> = async (
  { runFolder, inputs, temperature, rule },
  { signal, progress },
) => {
  progress({ phase: 'loading', done: 0, total: 0 });
  const { predictor, loadMs } = await keptPredictor(runFolder);
  const startMs = performance.now();
  const answers = await predictor.answer(inputs, { signal });
  const predictions = answers.map((answer, at) =>
    shownPrediction(predictor, inputs[at]!, { answer, temperature, rule }),
  );
  return { predictions, elapsedMs: performance.now() - startMs, loadMs };
};
