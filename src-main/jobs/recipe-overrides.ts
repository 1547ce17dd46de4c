// `--set path=value`: one field of a recipe changed from the command line.
import { resolve } from 'node:path';
import { jobFault } from './errors.ts';
import { recipeFault } from './recipe-faults.ts';
import { type FieldPath, type FieldSchema, fieldAt, nearestField } from './recipe-fields.ts';
import { isPathField } from './recipe-paths.ts';

type Json = Record<string, unknown>;

/**
 * A copy of `recipe` with each `path=value` put in its place, left to right. A value is JSON where it can be read
 * as that, and text otherwise; a file path given here is relative to the current folder, as a shell completes it.
 * Throws `jobs.setMalformed` and `jobs.setUnknown`.
 */
export function applyOverrides(recipe: Json, overrides: readonly string[], currentFolder: string): Json {
  const result = structuredClone(recipe);
  for (const text of overrides) {
    const { path, value } = parseOverride(text);
    const place = path.join('.');
    const field = fieldAt(path);
    if (!field) throw unknown(path);
    put(result, path, isPathField(place) ? resolvePath(value, currentFolder) : readValue(value, field));
  }
  return result;
}

function unknown(path: FieldPath) {
  const { message } = recipeFault('', 'unknownField', { nearest: nearestField(path) ?? null });
  return jobFault('setUnknown', { path: path.join('.'), suggestion: message });
}

function parseOverride(text: string): { path: string[]; value: string } {
  const at = text.indexOf('=');
  const path = text.slice(0, Math.max(at, 0)).trim().split('.');
  if (at < 1 || path.some((part) => part === '')) throw jobFault('setMalformed', { text });
  return { path, value: text.slice(at + 1) };
}

function readValue(text: string, field: FieldSchema): unknown {
  try {
    const value: unknown = JSON.parse(text);
    // `name=2024` is meant as text where only text fits.
    return field.type === 'string' && typeof value !== 'string' ? text : value;
  } catch {
    return text; // not JSON, so a bare word: documented above
  }
}

/** A library id stays as it is; that is decided later, when nothing is found at the path. */
function resolvePath(text: string, folder: string): string {
  const looksLikePath = /[/\\]|^\.|\.[a-z0-9]+$/i.test(text);
  return looksLikePath ? resolve(folder, text) : text;
}

function put(target: Json, path: FieldPath, value: unknown): void {
  let place: Json = target;
  for (const [at, part] of path.entries()) {
    if (Array.isArray(place) && Number(part) > place.length)
      throw jobFault('setUnknown', {
        path: path.join('.'),
        suggestion: `the list has ${place.length} entries, counted from 0`,
      });
    if (at === path.length - 1) place[part] = value;
    else {
      const inner = Object.hasOwn(place, part) ? place[part] : undefined;
      const next =
        typeof inner === 'object' && inner !== null ? inner : /^\d+$/.test(String(path[at + 1])) ? [] : {};
      place[part] = next;
      place = next as Json; // an object or a list; both take keys
    }
  }
}
