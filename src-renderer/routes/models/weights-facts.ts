// What was found at a path that may hold a model, as names and values.
import type { WeightsReport } from '../../../src-main/api/contract/models.ts';
import type { Format } from '../../lib/i18n/format.ts';
import type { Messages } from '../../lib/i18n/messages/en.ts';

export type { WeightsReport };

interface Language {
  readonly t: Messages;
  readonly format: Format;
}

export function weightsFacts(
  report: WeightsReport,
  { t, format }: Language,
): { name: string; value: string }[] {
  const words = t.models.facts;
  const facts: [string, string | undefined][] = [
    [t.models.import.format, report.format ?? undefined],
    [words.family, report.family ?? undefined],
    [t.wizard.summary.task, report.task === null ? undefined : t.common.tasks[report.task]],
    [words.parameters, format.integer(report.parameters)],
    [words.size, format.bytes(report.sizeBytes)],
    [t.models.import.tensors, format.integer(report.numTensors)],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
