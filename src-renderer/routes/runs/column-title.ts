// The heading of a column in the language of the person.
import type { Messages } from '../../lib/i18n/messages/en.ts';
import type { RunColumn } from './table/run-columns.ts';

export function columnTitle({ key, field }: RunColumn, t: Messages): string {
  return field === undefined
    ? t.runs.columns[key as keyof Messages['runs']['columns']] // every column without a field has words
    : t.fields[field as keyof Messages['fields']].name; // likewise
}
