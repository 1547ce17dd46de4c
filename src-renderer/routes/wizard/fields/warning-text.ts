// A warning about a recipe in the language of the page where it has words for the code, else in main's own words.
import type { Messages } from '../../../lib/i18n/messages/en.ts';

interface Warning {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly reason: string;
}

type Words = Readonly<Record<string, (params: Warning['params']) => string>>;

export function warningText({ code, params, reason }: Warning, t: Messages): string {
  return (t.recipeWarnings as Words)[code]?.(params) ?? reason;
}
