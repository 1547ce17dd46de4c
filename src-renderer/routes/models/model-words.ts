// What bundled models and architectures are, in the language of the page; imported ones as their files say it.
import type { Messages } from '../../lib/i18n/messages/en.ts';
import type { ModelEntry } from './model-facts.ts';

interface ModelWords {
  readonly description: string;
  readonly trainedOn: string | null;
}

export function modelWords(model: ModelEntry, t: Messages): ModelWords {
  const known = t.models.bundled[model.id];
  return {
    description: known?.description ?? model.description,
    trainedOn: known?.trainedOn ?? model.trainedOn,
  };
}
