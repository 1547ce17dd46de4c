// The start page: first steps, what is going on, what was there last.
import { makeFormat } from '../../format.ts';

const format = makeFormat('en');

export const home = {
  title: 'Home',
  first: {
    title: 'Teach a model to tell your things apart',
    lead: 'Finesse takes a model that has already learnt to see or to read, and teaches it your own classes. Everything happens on this machine; nothing is uploaded.',
    steps: [
      {
        title: 'Show it examples',
        text: 'A folder of pictures, one subfolder a class. Or a table of texts with a column of labels.',
      },
      {
        title: 'Let it train',
        text: 'Finesse proposes settings that fit your data and your machine, and shows how it learns.',
      },
      {
        title: 'Measure, try, take it along',
        text: 'See how good it is on examples it has never seen, and export it as files other programs read.',
      },
    ],
    action: 'Try it with sample pictures',
    actionNote: 'About a minute. The pictures are drawn by Finesse itself.',
    own: 'Start with your own data',
    text: 'Try it with sample texts',
    open: 'Open a file…',
  },
  running: {
    title: 'Now training',
    waiting: (count: number) => `${format.integer(count)} ${format.plural(count, 'run waits', 'runs wait')}`,
    curve: 'Loss so far',
    epoch: (epoch: string, epochs: string) => `Epoch ${epoch} of ${epochs}`,
    remaining: (duration: string) => `about ${duration} left`,
    validationLoss: 'Val. loss',
    validationAccuracy: 'Val. accuracy',
    open: 'Watch',
  },
  start: {
    title: 'Start',
    new: { title: 'New training', text: 'From your data to a model, step by step.' },
    pictures: { title: 'Sample pictures', text: 'Find flaws on surfaces. Trains in about a minute.' },
    texts: { title: 'Sample texts', text: 'Sort support tickets. Trains in a few minutes.' },
    open: { title: 'Open a file', text: 'A recipe, or runs in a .finesse file.' },
    preparing: 'Preparing the sample…',
    opening: 'Opening the file…',
    openTitle: 'Open a recipe or a .finesse file',
    imported: (count: number) =>
      `${format.integer(count)} ${format.plural(count, 'run was', 'runs were')} added`,
    importedNone: 'All runs of this file are here already',
  },
  drafts: {
    title: 'Go on with',
    changed: (when: string) => `changed ${when}`,
    untitled: 'Untitled training',
    all: 'All drafts',
    noData: 'no data yet',
  },
  recent: {
    title: 'Recent runs',
    all: 'All runs',
    empty: 'Your runs will stand here.',
    accuracy: 'Accuracy on test examples',
    validation: 'Best accuracy on validation examples',
    onTest: 'test',
    onValidation: 'val.',
  },
  machine: {
    title: 'This machine',
    processor: 'Processor',
    threads: (count: number) => `${format.integer(count)} ${format.plural(count, 'thread', 'threads')}`,
    memory: 'Memory',
    disk: 'Free disk space',
    backend: 'Computes with',
    backends: { ort: 'ONNX Runtime', tensorflow: 'TensorFlow', cpu: 'JavaScript' },
    line: ({
      processor,
      threads,
      memory,
      disk,
    }: Readonly<Record<'processor' | 'threads' | 'memory' | 'disk', string>>) =>
      `This machine: ${[processor, threads].filter(Boolean).join(', ')}, ${memory} of memory, ${disk} free on disk`,
    measure: 'Measure it in Settings',
  },
};
