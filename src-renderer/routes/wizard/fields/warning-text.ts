// A warning about a recipe in the language of the page where it has words for the code, else in main's own words.
import { i18n } from '../../../lib/i18n/i18n.svelte.ts';
import type { Messages } from '../../../lib/i18n/messages/en.ts';

interface Warning {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly reason: string;
}

type Words = Readonly<Record<string, (params: Readonly<Record<string, string>>) => string>>;

export function warningText({ code, params, reason }: Warning, t: Messages): string {
  const written = Object.entries(params).map(([name, value]) => [
    name,
    typeof value === 'number' ? i18n.format.number(value, 8) : value,
  ]);
  return (t.recipeWarnings as Words)[code]?.(Object.fromEntries(written)) ?? reason;
}
