// Trainings that are being prepared.
import {
  type DraftRow,
  findDraft,
  listDrafts,
  putDraft,
  removeDraft,
} from '../../store/drafts-repository.ts';
import type { DraftSummary } from '../contract/drafts.ts';
import { api } from '../procedures.ts';

function summary({ recipe, ...row }: DraftRow): DraftSummary {
  return { ...row, recipe: JSON.parse(recipe) as Record<string, unknown> }; // written by `put` below
}

export const draftsHandlers = {
  list: api.drafts.list.handler(({ context }) => listDrafts(context.store.db).map(summary)),
  get: api.drafts.get.handler(({ input, context }) => summary(findDraft(context.store.db, input.id))),
  put: api.drafts.put.handler(({ input: { id, recipe, parent, known }, context }) => {
    const name = typeof recipe.name === 'string' ? recipe.name : '';
    return {
      updatedAtMs: putDraft(context.store.db, { id, name, parent, recipe: JSON.stringify(recipe) }, known),
    };
  }),
  remove: api.drafts.remove.handler(({ input, context }) => removeDraft(context.store.db, input.id)),
};
