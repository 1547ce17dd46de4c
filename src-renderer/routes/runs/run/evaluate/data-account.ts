// What a measurement on other data was made on, in sentences: nothing that was found there is left unsaid. Pure.
import type { ApiClient } from '../../../../../src-main/api/contract.ts';
import type { i18n as I18n } from '../../../../lib/i18n/i18n.svelte.ts';

type Report = Awaited<ReturnType<ApiClient['evaluation']['report']>>;

/** Sentences about a report's `data`; none where an earlier Finesse kept no account of it. */
export function accountOf(
  { data, perClass }: Pick<Report, 'data' | 'perClass'>,
  { t }: typeof I18n,
): string[] {
  if (data === undefined) return [];
  const words = t.evaluate.other;
  const reasons: Readonly<Record<string, string>> = { ...t.data.problems.codes, ...words.codes };
  const present = perClass.filter(({ support }) => support > 0);
  return [
    words.measured(data.measured, data.found),
    ...data.leftOut.map(({ code, count, first }) =>
      words.leftOut(reasons[code] ?? code, count, fileName(first.path)),
    ),
    ...(data.copies > 0 ? [words.copies(data.copies)] : []),
    ...(data.trainedOn > 0 ? [words.trainedOn(data.trainedOn)] : []),
    ...(present.length === 1 ? [words.onlyClass(present[0]!.name)] : []),
  ];
}

function fileName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
