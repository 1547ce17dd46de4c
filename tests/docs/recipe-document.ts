// docs/recipe.md: every field of a recipe, made from the schema, the defaults and the notes here.
// `npm run docs` writes it; recipe-document.test.ts fails when it is not current.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expectation, type FieldSchema } from '../../src-main/jobs/recipe-fields.ts';
import { parseArchitecture } from '../../src-main/models/architecture.ts';
import { recipeJsonSchema, recipeSchema } from '../../src-main/training/recipe.ts';
import { architectureNotes, recipeNotes, recipeSections } from './recipe-notes.ts';

/** Where the document stands. */
export const recipeFile = resolve(import.meta.dirname, '../../docs/recipe.md');

interface Field {
  readonly path: string;
  readonly schema: FieldSchema;
  readonly required: boolean;
}

/** The rows of defaults.ts, by the least recipe that leads to each. */
const situations = [
  { title: 'pictures, weights given', task: 'image-classification', model: { weights: 'w' } },
  {
    title: 'pictures, from scratch',
    task: 'image-classification',
    model: { architecture: { family: 'resnet' } },
  },
  { title: 'texts, weights given', task: 'text-classification', model: { weights: 'w' } },
  {
    title: 'texts, from scratch',
    task: 'text-classification',
    model: { architecture: { family: 'bert' } },
  },
] as const;

const completed = situations.map(({ task, model }) =>
  recipeSchema.parse({ task, model, data: { path: 'd' } }),
);
const augmented = recipeSchema.parse({
  task: 'image-classification',
  model: { weights: 'w' },
  data: { path: 'd' },
  preprocessing: { augmentation: {} },
});

/** Every field by its path, in the order of the schema; entries of a list as `list[]`. */
export function recipeFieldList(): readonly Field[] {
  // zod's own output, used within the parts that FieldSchema names.
  return childFields(recipeJsonSchema() as FieldSchema, '');
}

function childFields(schema: FieldSchema, prefix: string): Field[] {
  const { required = [] } = schema as { readonly required?: readonly string[] };
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    return [{ path, schema: child, required: required.includes(name) }, ...childFields(child, path)];
  });
  const branches = (schema.anyOf ?? []).flatMap((branch) => childFields(branch, prefix));
  return [...own, ...branches, ...(schema.items ? childFields(schema.items, `${prefix}[]`) : [])];
}

function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (inner, part) => (inner as Readonly<Record<string, unknown>> | undefined)?.[part],
      value,
    );
}

/** The default in every situation of a field that is filled in; undefined where nothing is. */
function defaultsOf(path: string): readonly unknown[] {
  const section = path.startsWith('preprocessing.augmentation.') ? completed.map(() => augmented) : completed;
  return section.map((recipe) => valueAt(recipe, path));
}

function isSituational(path: string): boolean {
  return new Set(defaultsOf(path).map((value) => JSON.stringify(value))).size > 1;
}

function hasOwnSection(path: string): boolean {
  return recipeSections.some((section) => section.path === path);
}

const code = (text: string) => `\`${text}\``;

function defaultText({ path, schema, required }: Field): string {
  if (required) return 'required';
  if (schema.properties || path.startsWith('model.') || hasOwnSection(path)) return '';
  if (isSituational(path)) return '[by situation](#defaults-by-situation)';
  const value = defaultsOf(path)[0];
  if (value === undefined || typeof value === 'object') return '';
  return code(typeof value === 'string' ? value : JSON.stringify(value));
}

function noteOf(path: string): string {
  const note = recipeNotes[path];
  if (note === undefined) throw new Error(`recipe-notes.ts says nothing about ${path}; add a line.`);
  return note;
}

/** The fields directly inside `section`, and those of an object that has no section of its own. */
function fieldsOf(section: string): readonly Field[] {
  const nearestSection = (path: string): string => {
    const parent = path.replace(/\.?[^.]*$/, '');
    return hasOwnSection(parent) ? parent : nearestSection(parent);
  };
  return recipeFieldList().filter(({ path }) => nearestSection(path) === section);
}

function fieldTable(section: string): string {
  const rows = fieldsOf(section).map((field) => {
    const name = section === '' ? field.path : field.path.slice(section.length + 1);
    return `| ${code(name)} | ${expectation(field.schema)} | ${defaultText(field)} | ${noteOf(field.path)} |`;
  });
  return ['| Field | Expects | Default | Meaning and reason |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function sectionText({ path, text }: (typeof recipeSections)[number]): string {
  const heading = path === '' ? 'The whole' : code(path);
  return `## ${heading}\n\n${text}\n\n${fieldTable(path)}`;
}

function situationTable(): string {
  const rows = recipeFieldList()
    .filter(({ path, schema, required }) => !required && !schema.properties && !path.startsWith('model.'))
    .filter(({ path }) => !hasOwnSection(path) && isSituational(path))
    .map(({ path }) => `| ${code(path)} | ${defaultsOf(path).map(String).join(' | ')} |`);
  const header = ['Field', ...situations.map(({ title }) => title)];
  return [`| ${header.join(' | ')} |`, `|${' --- |'.repeat(header.length)}`, ...rows].join('\n');
}

function architectureTable(): string {
  const rows = architectureNotes.map(({ example, text }) => {
    const { family, ...filled } = parseArchitecture(example);
    return `| ${code(family)} | ${code(JSON.stringify(filled).replaceAll(',', ', '))} | ${text} |`;
  });
  return ['| Family | Complete, for its smallest form | Meaning |', '| --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** The whole document. Throws for a field of which nothing is said. */
export function recipeDocument(): string {
  return `# The recipe

Written by \`npm run docs\` from \`src-main/training/recipe.ts\`, \`defaults.ts\` and \`src-main/data/data-options.ts\`; do
not edit. What is said about each field stands in \`tests/docs/recipe-notes.ts\`.

A recipe is one JSON file that says everything about a run before it starts. Paths in it are relative to the file.
\`finesse recipe --schema\` prints the same as JSON Schema, for editors. A run is stored with every field filled in.

\`\`\`json
{
  "task": "image-classification",
  "model": { "weights": "finesse-resnet-10" },
  "data": { "path": "pictures" }
}
\`\`\`

${recipeSections.map(sectionText).join('\n\n')}

## Defaults by situation

Weights given: \`model.weights\` is there, so something pretrained has to be kept. The reasons stand beside the table in
\`src-main/training/defaults.ts\`.

${situationTable()}

## Architectures

Fields of \`model.architecture\`, with every default filled in. For texts from scratch, the tokenizer decides
\`vocabularySize\`.

${architectureTable()}
`;
}

if (import.meta.main) writeFileSync(recipeFile, recipeDocument());
