// Bringing the person to a field of the recipe: what draws a field carries its path in `data-field` or in `id="field-<path>"`.

const focusable = 'input, select, textarea, button, a[href], [tabindex="0"]';

/**
 * Focuses the control of the field, or that of the nearest field around or inside it (`data` for `data.path`).
 * Says whether there was one.
 */
export function focusField(path: string, root: ParentNode = document): boolean {
  for (let parts = path.split('.'); parts.length > 0; parts = parts.slice(0, -1)) {
    const name = parts.join('.').replaceAll('"', '');
    const place =
      root.querySelector<HTMLElement>(`[data-field="${name}"], [id="field-${name}"]`) ??
      root.querySelector<HTMLElement>(`[data-field^="${name}."], [id^="field-${name}."]`);
    if (place === null) continue;
    const control = place.matches(focusable) ? place : place.querySelector<HTMLElement>(focusable);
    place.scrollIntoView({ block: 'center' });
    (control ?? place).focus({ preventScroll: true });
    return true;
  }
  return false;
}
