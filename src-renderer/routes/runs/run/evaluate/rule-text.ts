// The rule by which a run answers, in words.
import type { ApiClient } from '../../../../../src-main/api/contract.ts';
import type { Format } from '../../../../lib/i18n/format.ts';
import type { Messages } from '../../../../lib/i18n/messages/en.ts';
import { thresholdText } from './threshold-text.ts';

type Rule = NonNullable<Awaited<ReturnType<ApiClient['evaluation']['decision']>>['rule']>;

export function ruleText(
  rule: Rule,
  { t, format }: { readonly t: Messages; readonly format: Format },
): string {
  const words = t.evaluate.decision;
  return rule.kind === 'threshold'
    ? words.threshold(format.name(rule.class), thresholdText(rule.threshold, format))
    : words.abstain(thresholdText(rule.below, format));
}
