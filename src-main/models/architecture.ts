// What a network is before it is built: family and configuration, checked, with every default filled in.
import * as z from 'zod';
import { modelError } from './errors.ts';
import { familyNamed } from './families/families.ts';
import type { Architecture } from './families/family.ts';

/**
 * Checks an architecture as a person writes it and fills in what is left out.
 * `{ family: 'resnet', depth: 50 }`, `{ family: 'bert', layers: 4, hiddenSize: 256 }`.
 * Throws models.invalidArchitecture naming the field.
 */
export function parseArchitecture(written: Readonly<Record<string, unknown>>): Architecture {
  const parsed = familyNamed(written.family).schema.safeParse(written);
  if (!parsed.success) throw modelError('invalidArchitecture', { problem: z.prettifyError(parsed.error) });
  return parsed.data;
}
