// What main says, by code, in other words than main's own. English has few: main speaks it, but to the command line as
// well, where a recipe is a file that is written by hand; here its fields are choices on a screen.
import type { ProblemCode } from '../../../../../src-main/api/contract/data.ts';

type Params = Readonly<Record<string, unknown>>;
type Words = (params: Params) => string;

export type MessageWords = Readonly<Record<string, Words>>;
/** A language has words for every problem, or for none. */
export type ProblemWords = Readonly<Record<ProblemCode, Words>>;

const list = (value: unknown) => (value as readonly string[]).map((name) => `“${name}”`).join(', '); // as main's table of faults has it

const seen: Readonly<Record<string, string>> = {
  folds: 'The folders are parts of a cross-validation, which are neither classes nor a division',
  'split-or-class': 'Some folders are called like training, validation or test, and some like classes',
  nested: 'The folders all hold folders of the same names',
};

function unclearFolders({ path, seen: what, folders, choices }: Params): string {
  const next =
    (choices as readonly string[]).length === 0 ? ' Choose one of them.' : ' Say below what they are.'; // as main's table of faults has it
  return `${seen[String(what)]}: ${list(folders)} in ${path}.${next}`;
}

export const messages: MessageWords = {
  'data.missing': (p) => `There is nothing at ${p.path}. Choose where the examples are.`,
  'data.not-a-folder-or-table': (p) =>
    `${p.path} is neither a folder of pictures nor a table. Choose one of these.`,
  'data.unclear-folders': (p) => unclearFolders(p),
  'data.splits-without-classes': ({ path, folders, tables }) =>
    `${list(folders)} in ${path} hold pictures without class folders. ${
      (tables as readonly string[]).length === 0
        ? 'Put the pictures of each class into a folder named after it, or choose a table that names pictures and labels.'
        : `If ${list(tables)} names pictures and labels, choose that table.`
    }`,
  'data.no-table': (p) => `A CSV, TSV or JSONL table is needed in ${p.path}. Choose the file itself.`,
  'data.missing-column': ({ path, needed, found }) =>
    needed === 'path'
      ? `No column of ${path} names pictures; it has ${list(found)}. Choose a table with a column of picture files, or a folder of pictures.`
      : `A ${needed} column is needed in ${path}; it has ${list(found)}. Say below what each column holds.`,
  'data.same-column': (p) =>
    `The label must be a column of its own; “${p.name}” is taken for both. Choose another column for one of them.`,
  'data.unclear-label': ({ path, columns }) =>
    `Several columns of ${path} could be the label: ${list(columns)}. Say below which one it is.`,
  'data.one-hot': ({ path, columns, several }) =>
    `${path} has a column of 0 and 1 for each class: ${list(columns)}. ${several ? 'Some rows have several of them, and a classifier here gives every example one class only.' : 'Write the class names into one column.'} Or choose one of the columns as the label, to learn that yes or no.`,
  'data.measured-labels': ({ path, column }) =>
    `The column “${column}” of ${path} holds measurements, not classes. Choose another column as the label, or this one if each number is meant to be a class.`,
  'data.unclear-split': ({ path, column, values }) =>
    `The column “${column}” of ${path} is called as if it divided the data, and says ${list(values)} instead of train, validation and test. Set it to “Not used” below, or correct the table.`,
  'data.labels-all-distinct': (p) =>
    `Labels have to repeat; the ${p.values} values of the column “${p.column}” are nearly all different. Choose another column as the label.`,
  'data.split-too-small': (p) =>
    `The ${p.split} split would be empty: ${p.examples} example(s) are too few for this share. Add data, keep a larger share, or choose separate ${p.split} data.`,
  'data.fractions-too-large': () =>
    'What is kept for validation and for the test leaves nothing to train on. Keep less than 100 % for both together.',
  'data.no-tokenizer': (p) =>
    `A tokenizer.json or a vocab.txt is needed; there is none at ${p.path}. Put it beside the model's weights.`,
};
export const problems: Readonly<Record<string, Words>> = {};
