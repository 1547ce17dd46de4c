// The rule that is kept with a run: how its probabilities become an answer in the playground, in tables and in exports.
import { type DecisionRule, decisionRuleSchema } from '../evaluation/decision.ts';
import type { Store } from '../store/open-store.ts';
import { runDecision, setRunDecision } from '../store/run-decisions.ts';
import { trainingError } from '../training/errors.ts';
import { readCalibration } from '../training/run-calibration.ts';
import { readModelFile } from '../training/run-files.ts';
import type { FinishedRun } from './finished-run.ts';

/** What a person asks for; of two classes the second is meant where none is named, as everywhere. */
export type WantedDecision =
  | { readonly kind: 'threshold'; readonly class?: string | undefined; readonly threshold: number }
  | { readonly kind: 'abstain'; readonly below: number };

/** null: the most probable class. */
export function keptDecision({ db }: Store, { run }: Pick<FinishedRun, 'run'>): DecisionRule | null {
  const text = runDecision(db, run.key);
  return text === null ? null : decisionRuleSchema.parse(JSON.parse(text));
}

/**
 * Keeps a rule over the probabilities as they are now shown: calibrated where a temperature was fitted.
 * Throws training.notARun, training.unknownClassOfRun, training.noPositiveClass.
 */
export function keepDecision(
  store: Store,
  finished: FinishedRun,
  wanted: WantedDecision | null,
): DecisionRule | null {
  const rule = wanted === null ? null : ruleOf(finished, wanted);
  setRunDecision(store.db, finished.run.key, rule && JSON.stringify(rule));
  return rule;
}

function ruleOf({ folder }: FinishedRun, wanted: WantedDecision): DecisionRule {
  const { classes } = readModelFile(folder);
  const temperature = readCalibration(folder)?.temperature ?? 1;
  if (wanted.kind === 'abstain') return { ...wanted, temperature };
  const name = wanted.class ?? (classes.length === 2 ? classes[1] : undefined);
  if (name === undefined) throw trainingError('noPositiveClass', { classes });
  if (!classes.includes(name)) throw trainingError('unknownClassOfRun', { name, classes });
  return { kind: 'threshold', class: name, threshold: wanted.threshold, temperature };
}
