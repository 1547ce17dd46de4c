// The rule that is kept with a run, in a line for the terminal.
import type { DecisionRule } from '../evaluation/decision.ts';

export function ruleText(rule: DecisionRule): string {
  const of =
    rule.temperature === 1 ? '' : ` (calibrated, temperature ${Number(rule.temperature.toPrecision(4))})`;
  return rule.kind === 'threshold'
    ? `Answers ${rule.class} from a probability of ${rule.threshold} on${of}, else the best of the others.`
    : `Gives no answer below a probability of ${rule.below}${of}.`;
}
