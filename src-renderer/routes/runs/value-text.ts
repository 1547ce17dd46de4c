// The value of a filter or a group in words: states and tasks have their own, names are themselves.
import type { Messages } from '../../lib/i18n/messages/en.ts';

type Kind = 'state' | 'task' | 'experiment' | 'tag' | 'model' | 'dataset';

export function valueText(kind: Kind, value: string, t: Messages): string {
  if (value === '') return kind === 'experiment' ? t.runs.withoutExperiment : t.runs.without;
  // A value of another version of the program stands as it is.
  if (kind === 'state') return t.common.states[value as keyof Messages['common']['states']] ?? value;
  if (kind === 'task') return t.common.tasks[value as keyof Messages['common']['tasks']] ?? value;
  return value;
}
