// A setting of a recipe in words: its name where the wizard has one, else its path; its value as people write it.
import type { Format } from './format.ts';
import type { Messages } from './messages/en.ts';

/** Paths whose last part is not the name of their field. */
const fieldNames: Readonly<Record<string, string>> = {
  'hyperparameters.earlyStopping.metric': 'stoppingMetric',
};

export function settingName(path: string, t: Pick<Messages, 'fields'>): string {
  const key = fieldNames[path] ?? path.split('.').at(-1) ?? path;
  // `model.architecture.epochs` would be another thing than the field of that name.
  const isField = /^(hyperparameters|adaptation|preprocessing|engine)\.|^seed$/.test(path);
  const field = isField ? t.fields[key as keyof Messages['fields']] : undefined; // unknown paths have no words
  return field?.name ?? path;
}

export function settingText(
  value: unknown,
  t: Pick<Messages, 'fieldValues' | 'common'>,
  format: Format,
): string {
  if (value === undefined || value === null) return '–';
  if (typeof value === 'boolean') return value ? t.common.yes : t.common.no;
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 1e6 ? String(value) : format.significant(value, 6);
  if (typeof value === 'string') return t.fieldValues[value as keyof Messages['fieldValues']] ?? value; // others stand as they are
  return JSON.stringify(value);
}
