// What main says, in the language of the page: its own words for the code, else those main wrote.
import { i18n } from './i18n.svelte.ts';

/** A fault, a line of a log, a verdict: as it goes over the API. */
interface Said {
  readonly code: string | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message: string;
}

export function messageText({ code, params, message }: Said): string {
  return i18n.t.messages[code ?? '']?.(params) ?? message;
}

/** What is wrong with one example of the data. */
export function problemText({ code, params, message }: Said & { readonly code: string }): string {
  return i18n.t.problems[code]?.(params) ?? message;
}
