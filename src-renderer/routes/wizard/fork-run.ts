// A new draft from a run's recipe, with changes: for "run again", "fork", and advice that says what to try.
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { type RecipeDraft, withField } from './recipe-path.ts';

interface Patch {
  readonly path: string;
  readonly value: unknown;
}

/** Id of a new draft; letters that its address can hold. */
export function newDraftId(): string {
  return crypto.randomUUID();
}

/** Makes the draft, under a name that no run has yet, and gives its id. Rejects as the API does. */
export async function forkRun(api: ApiClient, run: string, patches: readonly Patch[] = []): Promise<string> {
  const { recipe, nextName } = await api.runs.recipe({ run });
  const changed = patches.reduce<RecipeDraft>((draft, { path, value }) => withField(draft, path, value), {
    ...recipe,
    name: nextName,
  });
  const id = newDraftId();
  await api.drafts.put({ id, recipe: changed, parent: run });
  return id;
}
