// Error codes of the data layer: what stops a data set from being used at all.
// What costs single examples only is a `DataProblem` of the dataset version instead.
import { errorTable } from '../errors.ts';
import type { Problem } from './problems.ts';

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');

const unclear = {
  folds: 'Folders of a cross-validation, which are neither classes nor a split,',
  'split-or-class': 'Some folders are called like splits and some like classes',
  nested: 'Folders that all hold folders of the same names',
} as const;

const meanings = {
  classes: 'each of them is a class',
  splits: 'those called so are splits with the classes inside, the others are left out',
  groups: 'they are put together, and the folders inside are the classes',
} as const;

export const dataError = errorTable('data', {
  missing: (p: { path: string }) =>
    `Needed the data at ${p.path}; there is nothing there. Check the path in the recipe.`,
  unreadable: (p: { path: string; reason: string }) =>
    `Needed to read ${p.path}; the system answered: ${p.reason}. Check its permissions.`,
  'not-a-folder-or-table': (p: { path: string; needed: string }) =>
    `Needed ${p.needed}; ${p.path} is neither. Point the recipe at one of these.`,
  'no-class-folders': (p: { path: string }) =>
    `Needed one folder of pictures per class under ${p.path}; found no folder. Put the pictures of each class into a folder named after it.`,
  'unclear-folders': (p: {
    path: string;
    seen: 'folds' | 'split-or-class' | 'nested';
    folders: readonly string[];
    choices: readonly ('classes' | 'splits' | 'groups')[];
  }) =>
    `${unclear[p.seen]} in ${p.path}: ${quoted(p.folders)}. ${
      p.choices.length === 0
        ? 'Point data.path at one of them'
        : `Set data.folders to ${p.choices.map((choice) => `"${choice}" (${meanings[choice]})`).join(' or ')}`
    }, or give the folders of each split in data.path, data.validation and data.test.`,
  'splits-without-classes': (p: { path: string; folders: readonly string[]; tables: readonly string[] }) =>
    `Needed one folder for each class; ${quoted(p.folders)} in ${p.path} hold pictures without class folders. ` +
    (p.tables.length === 0
      ? 'Put the pictures of each class into a folder named after it, or give a table that names pictures and labels.'
      : `If ${quoted(p.tables)} names pictures and labels, point data.path at that table.`),
  'no-table': (p: { path: string; found: readonly string[] }) =>
    `Needed one CSV, TSV or JSONL table in ${p.path}, or one called train; found ${p.found.length === 0 ? 'none' : p.found.join(', ')}. Point the recipe at the file.`,
  'file-too-large': (p: { path: string; sizeBytes: number; limitBytes: number }) =>
    `Tables up to ${p.limitBytes} bytes can be read; ${p.path} has ${p.sizeBytes}. Split it into several.`,
  'empty-file': (p: { path: string }) =>
    `Needed a table with a header and rows; ${p.path} is empty. Export it again.`,
  'not-text': (p: { path: string; offset: number }) =>
    `Needed a text table; ${p.path} holds binary data at byte ${p.offset}. Save it as CSV in UTF-8.`,
  'unknown-encoding': (p: { encoding: string }) =>
    `There is no text encoding called "${p.encoding}". Use for example utf-8 or windows-1252, or leave data.encoding away.`,
  'no-rows': (p: { path: string }) =>
    `Needed rows of examples; ${p.path} holds none besides its header. Add examples.`,
  'missing-column': (p: { path: string; needed: string; found: readonly string[] }) =>
    `Needed a ${p.needed} column in ${p.path}; found the columns ${p.found.map((name) => `"${name}"`).join(', ')}. Name the column in the recipe (data.textColumn, data.labelColumn).`,
  'duplicate-column': (p: { path: string; name: string }) =>
    `Column names must differ; "${p.name}" stands twice in the header of ${p.path}. Rename one, or give its number.`,
  'same-column': (p: { path: string; name: string }) =>
    `Text and label must be two columns; both are "${p.name}" in ${p.path}. Set data.textColumn and data.labelColumn.`,
  'unclear-label': (p: { path: string; columns: readonly string[] }) =>
    `Several columns of ${p.path} could be the label: ${quoted(p.columns)}. Name the right one in data.labelColumn.`,
  'one-hot': (p: { path: string; columns: readonly string[]; several: boolean }) =>
    `Needed one column with the name of each example's class; ${p.path} has a column of 0 and 1 for each: ${quoted(p.columns)}. ` +
    (p.several
      ? 'Some rows have several of them, and a classifier here gives every example one class only. Name one of the columns in data.labelColumn to learn that yes or no.'
      : 'Write the class names into one column, or name one of these in data.labelColumn to learn that yes or no.'),
  'measured-labels': (p: { path: string; column: string }) =>
    `Needed labels that name classes; column "${p.column}" of ${p.path} holds measurements (numbers that are not whole). Name another column in data.labelColumn, or this one if each number is meant to be a class.`,
  'several-labels': (p: { path: string; rows: number; labelled: number }) =>
    `Needed one label for each example; ${p.rows} of the ${p.labelled} labelled rows of ${p.path} have several. A classifier here gives every example one class only: keep one label in each row.`,
  'unclear-split': (p: { path: string; column: string; values: readonly string[] }) =>
    `Column "${p.column}" of ${p.path} is called as if it divided the data, and says ${quoted(p.values)} instead of train, validation and test. Write these words into it, or set data.splitColumn to false to leave it out of account.`,
  'labels-all-distinct': (p: { path: string; column: string; values: number }) =>
    `Needed labels that repeat; column "${p.column}" of ${p.path} has ${p.values} values, nearly all different. Name the label column in data.labelColumn.`,
  'no-examples': (p: { path: string; split: string; problems: number; first: string }) =>
    `No usable ${p.split} example is left in ${p.path}; ${p.problems} problem(s), the first: ${p.first}`,
  'too-few-classes': (p: { path: string; classes: readonly string[] }) =>
    `Needed examples of at least 2 classes in ${p.path}; found ${p.classes.length === 0 ? 'none' : `only "${p.classes.join('", "')}"`}. Add examples of another class.`,
  'split-too-small': (p: { split: string; examples: number; fraction: number }) =>
    `The ${p.split} split would be empty: ${p.examples} example(s) are too few for a fraction of ${p.fraction}. Add data, or give separate data in data.${p.split}.`,
  'fractions-too-large': (p: { validation: number; test: number }) =>
    `data.validationFraction (${p.validation}) and data.testFraction (${p.test}) leave nothing to train on. Their sum must stay below 1.`,
  'changed-file': (p: { path: string; problem: Problem }) =>
    `${p.path} was readable when the data was checked and is not any more: ${p.problem.message}. Restore it, or start a new run.`,
  'picture-unreadable': (p: { path: string; problem: Problem }) =>
    `The picture ${p.path} could not be read: ${p.problem.message}. Give a JPEG, PNG, WebP, TIFF or GIF picture.`,
  'outside-folders': (p: { path: string }) =>
    `${p.path} is or contains a link that leads out of the folders this server may read. Start it with "finesse serve --allow <folder>" to add the other one.`,
  'no-tokenizer': (p: { path: string }) =>
    `Needed a tokenizer.json or a vocab.txt; found none at ${p.path}. Set model.tokenizer in the recipe.`,
  'bad-tokenizer': (p: { path: string; reason: string }) =>
    `The tokenizer ${p.path} cannot be used: ${p.reason}.`,
  'slow-tokenizer': (p: { path: string; seconds: number; text: string }) =>
    `The tokenizer ${p.path} did not get beyond this text in ${p.seconds} s: "${p.text}". One of its expressions may never end. Use another tokenizer, or leave the text out.`,
  'growing-tokenizer': (p: { path: string; text: string; from: number; to: number }) =>
    `The tokenizer ${p.path} would make ${p.to} characters of a text of ${p.from}: "${p.text}". Its replacements are wrong; use another tokenizer.`,
  'vocabulary-too-small': (p: { vocabularySize: number; needed: number }) =>
    `A vocabulary of ${p.vocabularySize} is too small for these texts; their characters alone need ${p.needed}.`,
  'unknown-reading': (p: { key: string }) =>
    `The reading ${p.key.slice(0, 8)} of the data is not kept any more. Inspect the data again.`,
  'unknown-example': (p: { index: number; examples: number }) =>
    `There is no example ${p.index}; the data has ${p.examples}.`,
  'damaged-version': (p: { path: string; problem: string }) =>
    `${p.path} is not a dataset version of Finesse: ${p.problem}.`,
  'internal-options': (p: { reason: string }) => `Internal: batches were asked for wrongly: ${p.reason}.`,
  'internal-worker': (p: { reason: string }) =>
    `Internal: a data worker ended unexpectedly: ${p.reason}. Resume the run; if it happens again, report it.`,
});
