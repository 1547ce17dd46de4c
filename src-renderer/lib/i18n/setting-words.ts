// A setting of a recipe in words: its name where there is one, else its path; its value as people write it.
import type { Format } from './format.ts';
import type { Messages } from './messages/en.ts';

type Words = Pick<Messages, 'fields' | 'fieldValues' | 'settingNames' | 'common' | 'adaptation' | 'run'>;

/** Paths whose last part is not the name of their field. */
const fieldNames: Readonly<Record<string, string>> = {
  'hyperparameters.earlyStopping.metric': 'stoppingMetric',
};

export function settingName(path: string, t: Pick<Words, 'fields' | 'settingNames'>): string {
  const own = t.settingNames[path as keyof Messages['settingNames']]; // most paths have none
  if (own !== undefined) return own;
  const key = fieldNames[path] ?? path.split('.').at(-1) ?? path;
  // `model.architecture.epochs` would be another thing than the field of that name.
  const isField = /^(hyperparameters|adaptation|preprocessing|engine)\.|^seed$/.test(path);
  const field = isField ? t.fields[key as keyof Messages['fields']] : undefined; // unknown paths have no words
  return field?.name ?? path;
}

/**
 * `path` tells what the value is of: presets and phases have words of their own. null is left to the program; where
 * there is no such setting, undefined, stands a dash.
 */
export function settingText(path: string, value: unknown, t: Words, format: Format): string {
  if (value === undefined) return '–';
  if (value === null) return t.fieldValues.automatic;
  if (typeof value === 'boolean') return value ? t.common.yes : t.common.no;
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 1e6 ? String(value) : format.significant(value, 6);
  if (path === 'adaptation.phases') return phasesText(value, t, format) ?? String(value);
  if (typeof value === 'object') return partsText(path, value, t, format);
  if (typeof value !== 'string') return String(value);
  if (path === 'adaptation.preset')
    return t.adaptation.presets[value as keyof Messages['adaptation']['presets']]?.title ?? value; // others stand as they are
  return t.fieldValues[value as keyof Messages['fieldValues']] ?? value; // likewise
}

/** An object as `Patience 5, Watched metric Loss`; a list by its parts. */
function partsText(path: string, value: object, t: Words, format: Format): string {
  if (Array.isArray(value)) return value.map((part) => settingText(path, part, t, format)).join(', ');
  return Object.entries(value)
    .map(([key, part]) => {
      const inner = `${path}.${key}`;
      const name = settingName(inner, t);
      return `${name === inner ? key : name} ${settingText(inner, part, t, format)}`;
    })
    .join(', ');
}

/** Phases, or their JSON, as `head 2, all 8 at 0.0002`: what each trains, for how many epochs, and a rate of its own. */
function phasesText(value: unknown, t: Pick<Words, 'run'>, format: Format): string | undefined {
  try {
    const phases = typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
    if (!Array.isArray(phases)) return undefined;
    return phases
      .map(({ name, trainable, epochs, learningRate }: Readonly<Record<string, unknown>>) => {
        const phase = `${t.run.phaseName(String(name ?? trainedName(trainable)))} ${epochs}`;
        return typeof learningRate === 'number'
          ? t.run.phaseAtRate(phase, format.significant(learningRate, 6))
          : phase;
      })
      .join(', ');
  } catch {
    return undefined; // no phases: shown as it stands
  }
}

/** `trainable` of a phase as training names it. */
function trainedName(trainable: unknown): string {
  const stages = (trainable as { readonly lastStages?: number } | undefined)?.lastStages; // undefined of a string
  if (stages === undefined) return String(trainable);
  return stages === 1 ? 'last stage' : `last ${stages} stages`;
}
