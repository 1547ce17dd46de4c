// What a draft will do, as names and values for the summary. Pure; what is not settled yet has no value.
import type { Format } from '../../../lib/i18n/format.ts';
import type { Messages } from '../../../lib/i18n/messages/en.ts';
import type { Draft } from '../draft.svelte.ts';
import type { StepName } from '../wizard-steps.ts';

interface Language {
  readonly t: Messages;
  readonly format: Format;
}

export interface SummaryFact {
  readonly step: StepName;
  readonly name: string;
  readonly value: string | undefined;
  readonly detail?: string | undefined;
}

export function summaryFacts(draft: Draft, language: Language): readonly SummaryFact[] {
  const { t } = language;
  const words = t.wizard.summary;
  const { task, dataset } = draft;
  const epochs = draft.check?.phases?.reduce((sum, phase) => sum + phase.epochs, 0);
  return [
    { step: 'task', name: words.task, value: task && t.common.tasks[task] },
    { step: 'model', name: words.model, value: modelName(draft, t) },
    {
      step: 'data',
      name: words.data,
      value: baseName(draft.written('data.path')),
      detail: dataset && dataDetail(dataset, language),
    },
    { step: 'adaptation', name: words.trained, value: trainedParts(draft, t) },
    {
      step: 'hyperparameters',
      name: words.epochs,
      value: epochs === undefined ? undefined : words.atMost(language.format.integer(epochs)),
    },
    { step: 'hyperparameters', name: words.estimate, ...timeFact(draft, language) },
  ];
}

function dataDetail(dataset: NonNullable<Draft['dataset']>, { t, format }: Language): string {
  const examples = t.common.examples(dataset.numExamples);
  const classes = t.common.classes(dataset.classes.length);
  const { train, validation, test } = dataset.splits;
  const splits = [train, validation, test].map((count) => format.integer(count)).join(' / ');
  return `${examples}, ${classes} · ${splits} · ${dataset.hash.slice(0, 8)}`;
}

/** The last part of a path. */
export function baseName(path: unknown): string | undefined {
  return typeof path === 'string' ? path.split(/[\\/]/).findLast((part) => part !== '') : undefined;
}

function modelName(draft: Draft, t: Messages): string | undefined {
  const entry = draft.models.entryOf(draft.written('model'));
  if (entry !== undefined) return entry.name;
  const family = draft.written('model.architecture.family');
  const weights = baseName(draft.written('model.weights'));
  return weights ?? (typeof family === 'string' ? t.wizard.summary.scratch(family) : undefined);
}

function trainedParts(draft: Draft, t: Messages): string | undefined {
  const words = t.wizard.summary;
  const phases = draft.written('adaptation.phases');
  if (Array.isArray(phases)) return words.phases(phases.length);
  if (draft.written('model') === undefined) return undefined;
  const preset = draft.value('adaptation.preset');
  return preset === 'head' || preset === 'gradual' || preset === 'full' ? words.presets[preset] : undefined;
}

function timeFact(draft: Draft, { t, format }: Language): Pick<SummaryFact, 'value' | 'detail'> {
  const { estimation } = draft;
  const words = t.wizard.summary;
  if (estimation.value === undefined) return { value: undefined };
  const value = words.about(format.duration(estimation.value.totalSeconds));
  return { value, detail: estimation.isOf(draft.recipe) ? undefined : words.oldEstimate };
}
