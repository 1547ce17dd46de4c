// The step about the data.
import type { FolderTaken, ProblemCode } from '../../../../../src-main/api/contract/data.ts';
import { makeFormat } from '../../format.ts';

const format = makeFormat('en');
const count = (n: number, one: string, other: string) =>
  `${format.integer(n)} ${format.plural(n, one, other)}`;

/** The others are told by findings of their own. */
type GroupedProblem = Exclude<
  ProblemCode,
  'conflicting-labels' | 'dim-picture' | 'duplicate' | 'excluded' | 'few-examples' | 'leak' | 'relabelled'
>;

export const data = {
  lead: 'Your labelled examples. They are only read, never changed, and never leave this machine.',
  choose: {
    title: 'Where the examples are',
    folder: 'Choose a folder…',
    file: 'Choose a table…',
    drop: 'Drop a folder or a table here',
    emptyDrop: 'There was no file in what you dropped.',
    pictures:
      'One folder a class, named after it; or folders train, validation and test with those inside; or a table that names the pictures.',
    texts: 'A CSV, TSV or JSONL table with a column of texts and a column of labels.',
    uploading: (done: string, total: string) => `Taking over files: ${done} of ${total}…`,
    again: 'Read again',
  },
  otherTask: {
    title: {
      'image-classification': 'This looks like pictures',
      'text-classification': 'This looks like texts',
    },
    text: 'The data fits another task than the one chosen. With the task, model and settings begin anew.',
    change: (task: string) => `Make it: ${task}`,
    changedTo: (task: string) => `The training is now: ${task}.`,
  },
  reading: 'Reading and checking the examples…',
  found: 'What was found',
  version: (hash: string) => `Version ${hash}`,
  tiles: { examples: 'Examples', classes: 'Classes' },
  layout: (layout: string) => `Laid out as ${layout}.`,
  layouts: {
    'class-folders': 'a folder a class',
    'split-folders': 'folders for training, validation and test',
    'group-folders': 'folders that are put together, with a folder a class in each',
    manifest: 'a table that names pictures',
    table: 'a table',
  },
  allEqual: (what: string, value: string) => `${what}: ${value} everywhere.`,
  range: (min: string, median: string, max: string) => `${min} to ${max}, half of them below ${median}`,
  balance: 'Examples of each class',
  class: 'Class',
  examples: 'Examples',
  byName: 'By name',
  byCount: 'By count',
  counted: (name: string, n: string) => `${name}: ${n}`,
  from: 'From',
  to: 'To',
  sizes: { width: 'Width in pixels', height: 'Height in pixels', characters: 'Characters', words: 'Words' },
  columns: {
    title: 'Columns',
    lead: {
      text: 'Please check: which column holds the text and which the label? Change it in the header.',
      image:
        'Please check: which column names the pictures and which holds the label? Change it in the header.',
    },
    role: (name: string) => `Role of the column ${name}`,
    roles: { text: 'Text', label: 'Label', path: 'Picture', split: 'Split', ignore: 'Not used' },
    rows: (n: number) => `${count(n, 'row', 'rows')}`,
    nameless: (position: number) => `Column ${format.integer(position)} (no name)`,
    unsure: 'please check',
    reasons: {
      named: 'as you said',
      'usual-name': 'by its name',
      content: 'by its content',
      none: 'please check',
    },
  },
  folders: {
    title: 'Folders',
    lead: 'What the folders were taken for, by their names and by what lies in them. Say so here if it is not meant like that.',
    question: 'Their names do not settle what they are. Please say it.',
    label: 'What the folders are',
    byName: 'As their names say',
    meanings: {
      classes: 'Classes',
      splits: 'Training, validation and test',
      groups: 'Groups to put together',
    },
    explained: {
      classes: 'Each of the folders is a class.',
      splits: 'Folders called so hold the classes; all others are left out.',
      groups: 'The classes are the folders inside, and those of the same name are one class.',
    },
    own: 'The folder itself',
    taken: (taken: FolderTaken, classes: number) => {
      const inside = count(classes, 'class', 'classes');
      const words: Readonly<Record<FolderTaken, string>> = {
        classes: `holds the ${inside}`,
        train: `training, ${inside}`,
        validation: `validation, ${inside}`,
        test: `test, ${inside}`,
        group: `put together with the others, ${inside}`,
        unlabelled: 'not used: no class folders, so no labels',
        unused: 'not used: neither training, validation nor test',
      };
      return words[taken];
    },
  },
  split: {
    title: 'Training, validation and test',
    lead: 'Every class is divided alike, and identical examples always stay on the same side.',
    validation: 'Kept for validation',
    test: 'Kept for the test',
    given: 'Your data brings its own.',
    own: { validation: 'Use separate validation data…', test: 'Use separate test data…' },
    from: (name: string) => `From ${name}`,
    tooSmall: (names: string) => `Too few examples for every split: ${names}.`,
    byClass: 'Counts by class',
    carried: {
      kept: (kept: string, added: string) =>
        `${format.counted(kept, 'example keeps the place it had', 'examples keep the place they had')}, ${format.counted(added, 'new one is added', 'new ones are added')} by the same rule.`,
      gone: (n: number) => `${count(n, 'example of it is', 'examples of it are')} not there any more.`,
      moved: (n: number) =>
        `${count(n, 'example stands', 'examples stand')} elsewhere, because your data now gives ${n === 1 ? 'it' : 'them'} another place.`,
      run: 'The run it goes on from',
      redrawn: 'The examples are divided anew',
      because: (reasons: string) => `Because of ${reasons}.`,
      consequence: (moved: string, kept: string) =>
        `${moved} of ${format.counted(kept, 'known example changes sides', 'known examples change sides')}, some of them between training and test: figures of this training and of the one before are not about the same examples.`,
      reasons: {
        validationFraction: 'another share for validation',
        testFraction: 'another share for the test',
        seed: 'another seed',
        splits: 'a part that had data of its own and is now cut from the rest',
      },
    },
  },
  problems: {
    title: 'Worth a look',
    lead: 'What is put right here holds for this training and makes a new dataset version; your files stay as they are.',
    none: 'Nothing wrong was found.',
    where: 'Where',
    settle: 'Say which label is right',
    used: 'Used all the same.',
    told: (file: string, what: string) => `${file}: ${what}.`,
    unused: 'Not used.',
    duplicates: (groups: number, tooMany: number) =>
      `${count(groups, 'group', 'groups')} of identical examples, ${count(tooMany, 'copy', 'copies')} in all`,
    duplicatesText:
      'Copies count as often as they occur, but never lie in two splits. Drop them where they are an accident.',
    dropDuplicates: 'Use each only once',
    keepDuplicates: 'Use all again',
    dropped: 'Identical examples are used only once.',
    conflicts: (n: number) => `${count(n, 'example is', 'examples are')} there under different labels`,
    conflictsText: 'None of them is used until it is said which label is right.',
    setLabel: (label: string) => `It is ${label}`,
    leaks: (n: number) => `${count(n, 'example', 'examples')} also in a stricter split`,
    leaksText: 'Left out of training, so that the test stays honest.',
    imbalance: (times: string) => `The largest class has ${times} times as many examples as the smallest`,
    imbalanceText: 'The model will favour frequent classes, unless rare ones count more.',
    balance: 'Let rare classes count more',
    balanced: 'Rare classes count more (class weights).',
    dim: (dim: number, all: number) =>
      dim === all
        ? `${count(all, 'picture of 16 bits is', 'pictures of 16 bits are')} nearly black`
        : `${format.integer(dim)} of ${format.integer(all)} pictures of 16 bits are nearly black`,
    dimText: (peak: number) =>
      `No value is above ${format.integer(peak)} of ${format.integer(65_535)}, as from a scanner or detector with fewer bits. A model learns next to nothing from them as they are.`,
    someDimText: (peak: number, others: number) =>
      `No value in them is above ${format.integer(peak)}, in the others up to ${format.integer(others)}. Bring all to one range before training.`,
    stretch: (white: number) => `Make ${format.integer(white)} white`,
    stretched: (white: number) =>
      `Pictures of 16 bits are stretched: ${format.integer(white)} becomes white.`,
    smallClasses: (n: number) => `${count(n, 'class has', 'classes have')} very few training examples`,
    smallClassesText: (names: string) => `Add examples if you can: ${names}.`,
    excluded: (n: number) => `${count(n, 'example', 'examples')} left out by you`,
    relabelled: (n: number) => `${count(n, 'label', 'labels')} corrected by you`,
    undo: 'Undo',
    codes: {
      'blank-line': 'Empty lines',
      'broken-quotes': 'Rows with an unclosed quote',
      'comment-line': 'Comment lines',
      'swallowed-rows': 'Rows swallowed by an unclosed quote',
      'web-address': 'Pictures at web addresses',
      'foreign-path': 'Paths of another computer',
      'no-such-name': 'Names without a picture',
      'ambiguous-path': 'Paths that fit several files',
      'shared-path': 'Paths that fit one file together',
      'looked-up': 'Pictures found by their names',
      'several-labels': 'Examples with several labels',
      'similar-labels': 'Labels that look alike',
      'no-label-meant': 'Labels that may mean “none”',
      'measured-labels': 'Labels that are measurements',
      'unlabelled-folder': 'Folders of pictures without labels',
      'damaged-picture': 'Damaged pictures',
      'empty-class': 'Empty class folders',
      'empty-file': 'Empty files',
      'empty-label': 'Examples without a label',
      'empty-path': 'Rows without a path',
      'empty-text': 'Empty texts',
      'hidden-file': 'Hidden files',
      'invalid-json': 'Lines that are no JSON',
      'leads-outside': 'Links out of the allowed folders',
      'link-loop': 'Links that lead in circles',
      'long-text': 'Very long texts',
      'no-class': 'Files outside the class folders',
      'no-split': 'Files outside the split folders',
      'not-a-picture': 'Files that are no pictures',
      'nul-character': 'Texts with a zero byte',
      'outside-folder': 'Pictures outside the folder',
      'overridden-split': 'Examples replaced by separate data',
      'ragged-row': 'Rows with too many or too few cells',
      'repeated-header': 'Repeated headers',
      'repeated-path': 'Pictures named twice',
      'special-file': 'Neither files nor folders',
      'stray-quote': 'Cells with a stray quote',
      'too-many-pixels': 'Pictures with too many pixels',
      undecodable: 'Characters that cannot be decoded',
      'unknown-class': 'Classes without training examples',
      'unknown-split': 'Unknown split names',
      unreadable: 'Files that cannot be read',
      'unsupported-depth': 'Pictures of an unsupported colour depth',
      'unsupported-format': 'Pictures of an unsupported format',
      'wrong-type': 'Values that are no text',
    } satisfies Readonly<Record<GroupedProblem, string>>,
  },
  gallery: {
    title: 'The examples',
    lead: 'Look through them: wrong labels are the commonest reason for a poor model.',
    class: 'Class',
    split: 'Split',
    label: 'Label',
    labelHelp: 'Another choice corrects it for this training; the file stays as it is.',
    sort: 'Order',
    sorts: { order: 'As in the data', name: 'By name', label: 'By class', size: 'By size' },
    allClasses: 'All classes',
    allSplits: 'All splits',
    none: 'No example fits.',
    exclude: 'Leave it out',
    changed: 'Changed for this training; your files stay as they are.',
    hint: 'Open one to correct its label or to leave it out.',
    line: (row: number) => `line ${format.integer(row)}`,
    size: 'Size in pixels',
    file: 'File',
  },
};
