// The fields a recipe may have, looked up in its JSON Schema: which exist, what each expects, which one was meant.
import { recipeJsonSchema } from '../training/recipe.ts';

/** The parts of JSON Schema that zod writes for a recipe. */
export interface FieldSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly additionalProperties?: boolean | FieldSchema;
  readonly items?: FieldSchema;
  readonly anyOf?: readonly FieldSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export type FieldPath = readonly (string | number)[];

const root = recipeJsonSchema() as FieldSchema; // zod's own output, used within the parts above

/** The schema of the field at `path`, or undefined where a recipe has no such field. */
export function fieldAt(path: FieldPath): FieldSchema | undefined {
  let field: FieldSchema | undefined = root;
  for (const segment of path) field = field && childOf(field, segment);
  return field;
}

function childOf(field: FieldSchema, segment: string | number): FieldSchema | undefined {
  if (segment === '__proto__') return undefined;
  const own = field.properties;
  if (own && Object.hasOwn(own, segment)) return own[segment];
  if (field.items && /^\d+$/.test(String(segment))) return field.items;
  if (typeof field.additionalProperties === 'object') return field.additionalProperties;
  for (const branch of field.anyOf ?? []) {
    const child = childOf(branch, segment);
    if (child) return child;
  }
  return undefined;
}

/** What a field expects, in words: `a whole number from 1 to 4096`. */
export function expectation(field: FieldSchema): string {
  if (field.const !== undefined) return JSON.stringify(field.const);
  if (field.enum)
    return field.enum
      .map((value) => JSON.stringify(value))
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1');
  if (field.anyOf) return [...new Set(field.anyOf.map(expectation))].join(' or ');
  if (field.type === 'integer') return `a whole number${range(field)}`;
  if (field.type === 'number') return `a number${range(field)}`;
  if (field.type === 'boolean') return 'true or false';
  if (field.type === 'array') return 'a list [...]';
  if (field.type === 'object') return 'an object {...}';
  if (field.type === 'string') return text(field);
  return 'a value';
}

function range({ minimum, maximum, exclusiveMinimum }: FieldSchema): string {
  const low = exclusiveMinimum === undefined ? minimum : exclusiveMinimum;
  const above = exclusiveMinimum === undefined ? 'from' : 'above';
  if (low === undefined) return maximum === undefined ? '' : ` up to ${maximum}`;
  const bounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  if (!bounded) return exclusiveMinimum === undefined ? ` of at least ${low}` : ` above ${low}`;
  return `${exclusiveMinimum === undefined ? '' : ','} ${above} ${low}${exclusiveMinimum === undefined ? ' to' : ' and at most'} ${maximum}`;
}

function text({ minLength, maxLength }: FieldSchema): string {
  if (maxLength !== undefined && minLength === maxLength) return `text of ${maxLength} character`;
  if (maxLength !== undefined) return `text of at most ${maxLength} characters`;
  return minLength === undefined ? 'text' : 'text that is not empty';
}

/** The field that was meant by one that does not exist: the nearest in spelling, or none. */
export function nearestField(path: FieldPath): string | undefined {
  const wanted = path.map(String);
  const last = wanted.at(-1)!.toLowerCase();
  const ranked = allPaths(root, [])
    .map((known) => ({ known: known.join('.'), distance: distanceTo(known, wanted, last) }))
    .sort((a, b) => a.distance - b.distance);
  const nearest = ranked[0];
  const close = nearest !== undefined && nearest.distance <= Math.max(1, Math.floor(last.length / 3));
  return close ? nearest.known : undefined;
}

/** Siblings by their spelling; fields elsewhere a little further away. */
function distanceTo(known: readonly string[], wanted: readonly string[], last: string): number {
  const spelling = editDistance(known.at(-1)!.toLowerCase(), last);
  const sibling =
    known.length === wanted.length && known.slice(0, -1).every((part, at) => part === wanted[at]);
  return sibling ? spelling : spelling + 0.5;
}

function allPaths(field: FieldSchema, prefix: readonly string[]): string[][] {
  const own = Object.entries(field.properties ?? {}).flatMap(([name, child]) => [
    [...prefix, name],
    ...allPaths(child, [...prefix, name]),
  ]);
  return [...own, ...(field.anyOf ?? []).flatMap((branch) => allPaths(branch, prefix))];
}

/** Levenshtein's distance with neighbouring letters swapped counting once (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = rows[i - 1]![j - 1]! + Number(a[i - 1] !== b[j - 1]);
      let best = Math.min(substitution, rows[i - 1]![j]! + 1, row[j - 1]! + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
