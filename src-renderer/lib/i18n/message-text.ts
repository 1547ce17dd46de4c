// What main says, in the language of the page: its own words for the code, else those main wrote.
import { i18n } from './i18n.svelte.ts';

/** A fault, a line of a log, a verdict: as it goes over the API. */
interface Said {
  readonly code: string | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export function messageText({ code, params, message }: Said): string {
  return i18n.t.messages[code ?? '']?.(writtenHere(params)) ?? message;
}

/** What is wrong with one example of the data. */
export function problemText({ code, params, message }: Said & { readonly code: string }): string {
  return i18n.t.problems[code]?.(writtenHere(params)) ?? message;
}

/** Numbers with a fraction become words as the language writes them, and still count as numbers. */
function writtenHere(params: Said['params']): Said['params'] {
  const { format } = i18n;
  const written = (value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value)
      ? Object.assign(new Number(value), { toString: () => format.significant(value, 6) })
      : value;
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, written(value)]));
}
