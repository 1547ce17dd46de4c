// What a setting is called and how its value is written, by its path in the recipe.
import type { Format } from '../../../lib/i18n/format.ts';
import type { Messages } from '../../../lib/i18n/messages/en.ts';

interface Language {
  readonly t: Messages;
  readonly format: Format;
}

export function settingName(path: string, t: Messages): string {
  // A field without a word of its own keeps its path.
  return (t.wizard.fields as Readonly<Record<string, string>>)[path] ?? path;
}

/** `null` and absent values are left to the program; objects are the person's own. */
export function settingValue(value: unknown, { t, format }: Language): string {
  if (value === null || value === undefined) return t.wizard.changes.automatic;
  if (typeof value === 'number') return format.significant(value, 4);
  if (typeof value === 'boolean') return value ? t.common.yes : t.common.no;
  if (typeof value === 'string') return (t.fieldValues as Readonly<Record<string, string>>)[value] ?? value;
  return t.wizard.changes.ownValue;
}
