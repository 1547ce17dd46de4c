// Corrections of single examples, as the recipe keeps them: by content, so that files stay as they are. Pure.
import { fieldAt, type RecipeDraft } from '../../recipe-path.ts';

export function excludedHashes(recipe: RecipeDraft): readonly string[] {
  const written = fieldAt(recipe, 'data.exclude');
  return Array.isArray(written) ? written.filter((hash) => typeof hash === 'string') : [];
}

export function relabelledHashes(recipe: RecipeDraft): Readonly<Record<string, string>> {
  const written = fieldAt(recipe, 'data.relabel');
  return typeof written === 'object' && written !== null ? (written as Record<string, string>) : {}; // as the recipe has it
}

/** Fields to write so that an example is left out; its corrected label goes with it. */
export function withExcluded(recipe: RecipeDraft, contentHash: string): Record<string, unknown> {
  const { [contentHash]: _, ...relabel } = relabelledHashes(recipe);
  return {
    'data.exclude': [...new Set([...excludedHashes(recipe), contentHash])],
    'data.relabel': orUndefined(relabel),
  };
}

/** Fields to write so that an example counts under another label. */
export function withLabel(recipe: RecipeDraft, contentHash: string, label: string): Record<string, unknown> {
  return { 'data.relabel': { ...relabelledHashes(recipe), [contentHash]: label } };
}

function orUndefined(labels: Readonly<Record<string, string>>): unknown {
  return Object.keys(labels).length === 0 ? undefined : labels;
}
