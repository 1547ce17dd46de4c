// The explanation of one prediction, with the model kept for the next one.
import { type Explanation, explain } from '../explain.ts';
import type { PredictorInput } from '../predictor.ts';
import type { Errand } from '../workbench-messages.ts';
import { keptPredictor } from './kept-predictor.ts';

export interface ExplainErrand {
  readonly runFolder: string;
  readonly input: PredictorInput;
  readonly class?: string | undefined;
  readonly grid: number;
}

export const explainErrand: Errand<ExplainErrand, Explanation> = async (
  { runFolder, input, ...options },
  context,
) => {
  context.progress({ phase: 'loading', done: 0, total: 0 });
  const { predictor } = await keptPredictor(runFolder);
  return explain(predictor, input, {
    ...options,
    signal: context.signal,
    onProgress: (done, total) => context.progress({ phase: 'explaining', done, total }),
  });
};
