// What the recipe keeps of the data: corrections of single examples, by content, so that files stay as they are, and
// the settings that outlive a change of data. Pure.
import { fieldAt, type RecipeDraft } from '../../recipe-path.ts';

/** Settings that hold for any data. The others name columns, files, encodings and examples of what was there before. */
const settingsOfAnyData = ['validationFraction', 'testFraction', 'duplicates'] as const;

/** `data` of a recipe for other data: the new place, and the settings that hold for any, a template's among them. */
export function dataAt(recipe: RecipeDraft, path: string): Record<string, unknown> {
  const kept = settingsOfAnyData
    .map((name) => [name, fieldAt(recipe, `data.${name}`)] as const)
    .filter(([, value]) => value !== undefined);
  return { path, ...Object.fromEntries(kept) };
}

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
