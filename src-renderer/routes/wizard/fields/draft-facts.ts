// What the steps read of a draft beside its fields, in one place.
import type { Draft } from '../draft.svelte.ts';

type Check = NonNullable<Draft['check']>;

/** How a field differs from its default; undefined where it does not. */
export function changeOf(draft: Draft, path: string): Check['changed'][number] | undefined {
  return draft.check?.changed.find((change) => change.path === path);
}
