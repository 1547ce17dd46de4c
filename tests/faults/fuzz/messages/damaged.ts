// A message that is not as it was.

import { mutateField } from '../mutate-field.ts';
import { type Json, mutateJson } from '../mutate-json.ts';
import type { Random } from '../random.ts';
import { namesFor } from './names.ts';
import type { Row } from './row.ts';
import type { World } from './world.ts';

/** One field another, or any damage. */
export function damaged(whole: unknown, row: Row, world: World, random: Random): unknown {
  if (random.chance(0.75)) return mutateField(whole, random, namesFor(row, world, random));
  const text = mutateJson((whole ?? {}) as Json, random); // a file among it becomes an empty object
  try {
    return JSON.parse(text);
  } catch {
    return text; // no message at all
  }
}
