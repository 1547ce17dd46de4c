// What is worth knowing of a model before choosing it, as names and values.
import type { KindName } from '../../../src-main/api/contract/facts.ts';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import type { Format } from '../../lib/i18n/format.ts';
import type { Messages } from '../../lib/i18n/messages/en.ts';
import { modelWords } from './model-words.ts';

export type ModelEntry = Awaited<ReturnType<ApiClient['models']['list']>>[number];

interface Language {
  readonly t: Messages;
  readonly format: Format;
}

export function modelFacts(model: ModelEntry, { t, format }: Language): { name: string; value: string }[] {
  const words = t.models.facts;
  const facts: [string, string | undefined][] = [
    [words.family, model.family],
    [words.parameters, format.integer(model.parameters)],
    [words.size, model.sizeBytes === 0 ? undefined : format.bytes(model.sizeBytes)],
    [words.input, inputText(model, { t, format })],
    [words.trainedOn, modelWords(model, t).trainedOn ?? undefined],
    [words.benchmark, measuredText(model, { t, format })],
    [words.licence, model.licence ?? undefined],
    [
      words.languages,
      model.languages.length === 0
        ? undefined
        : format.list(model.languages.map((tag) => languageName(tag, { t, format }))),
    ],
    [words.examples, model.minExamples > 0 ? words.atLeast(format.integer(model.minExamples)) : undefined],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** The longest side or text that it was made for. */
export function inputText({ input }: Pick<ModelEntry, 'input'>, { t, format }: Language): string {
  const words: Readonly<Record<KindName, (size: string) => string>> = {
    image: t.models.facts.pixels,
    text: t.models.facts.tokens,
  };
  return words[input.kind](format.integer(input.size));
}

/** How good its weights were measured to be, and on what; undefined where nobody measured, as of random values. */
export function measuredText({ benchmark }: ModelEntry, { t, format }: Language): string | undefined {
  return benchmark ? t.models.facts.measured(format.percent(benchmark.value), benchmark.dataset) : undefined;
}

/** `*` is the language of the data. */
function languageName(tag: string, { t, format }: Language): string {
  if (tag === '*') return t.models.facts.anyLanguage;
  return new Intl.DisplayNames([format.locale], { type: 'language' }).of(tag) ?? tag;
}
