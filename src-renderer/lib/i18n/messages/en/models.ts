// Models to start from.
import { makeFormat } from '../../format.ts';

const format = makeFormat('en');
/** Words of bundled models, by id. English needs none: the catalogue speaks it. */
export type BundledModels = Readonly<
  Record<string, { readonly description: string; readonly trainedOn?: string } | undefined>
>;

export const models = {
  bundled: {} as BundledModels, // widened: other languages have entries
  show: 'Show',
  all: 'All',
  none: 'No model fits.',
  views: { label: 'View', cards: 'Cards', table: 'Table' },
  table: { label: 'Models', model: 'Model', speed: 'Speed', actions: 'Actions' },
  parametersOf: (n: string) => format.counted(n, 'parameter', 'parameters'),
  elsewhere: 'This training starts from weights outside the library:',
  scratchTitle: 'From scratch: it knows nothing yet',
  scratchText: (n: string) =>
    `Everything it will know comes from your examples. Count on at least ${n} of them, better ten times as many, and on a longer training. With fewer, a pretrained model does better.`,
  youHave: (n: string) => `You have ${n}.`,
  fit: {
    title: 'On this machine',
    lead: 'Whether memory suffices, and how long an epoch takes.',
    guessed: {
      comfortable: 'Should run comfortably here (a guess)',
      tight: 'May just fit into memory here (a guess)',
      tooLarge: 'Probably needs more memory than there is (a guess)',
    },
    guess: (needed: string, there: string) =>
      `From its size: about ${needed} of the ${there} of memory in this machine.`,
    measured: {
      comfortable: (time: string) => `Runs comfortably: ${time} per epoch`,
      slow: (time: string) => `Slow here: ${time} per epoch`,
      verySlow: (time: string) => `Very slow here: ${time} per epoch`,
      tight: (time: string) => `Just fits into memory; ${time} per epoch`,
      tooLarge: (_time: string) => 'Does not fit into memory here',
    },
    measuredDetail: (total: string, needed: string, free: string) =>
      `Measured by a few real steps: about ${total} in all, ${needed} of the ${free} of memory that are free.`,
    measure: 'Measure on this machine',
    measuring: 'Running a few real steps…',
    measureNeedsData: 'Possible once the data is chosen and nothing is missing.',
  },
  compatibility: {
    usable: 'The weights fit',
    unusable: 'The weights do not fit',
    loaded: (n: number) =>
      `${format.integer(n)} ${format.plural(n, 'tensor was', 'tensors were')} taken over.`,
    missing: 'Missing, starts from random values',
    misshaped: 'Of another shape',
    unexpected: 'Not needed',
    shapes: (needed: string, found: string) => `needed ${needed}, found ${found}`,
  },
  inUse: (runs: number) => `${format.integer(runs)} ${format.plural(runs, 'run', 'runs')} started from it`,
  inDrafts: (drafts: number) =>
    `${format.integer(drafts)} ${format.plural(drafts, 'draft needs', 'drafts need')} it`,
  diskTotal: (size: string) => `${size} on disk`,
  train: 'Train with it',
  lead: 'Everything a training can start from. Models you import are copied into the library and stay on this machine.',
  stepLead: 'Start from a model that has learnt before: it needs far fewer of your own examples.',
  choose: 'Model to start from',
  kinds: { pretrained: 'Pretrained', imported: 'Imported', scratch: 'From scratch' },
  speeds: { fast: 'Fast', medium: 'Medium speed', slow: 'Slow' },
  worthFrom: (n: string) => `Worth it from ${format.counted(n, 'example', 'examples')}`,
  measuredAt: (measured: string) => `Measured: ${measured}`,
  randomValues: 'Random values: as good as your examples make it',
  notMeasured: 'Nobody measured how good it is',
  facts: {
    family: 'Family',
    parameters: 'Parameters',
    size: 'Size',
    input: 'Reads',
    trainedOn: 'Trained on',
    benchmark: 'Measured',
    licence: 'Licence',
    languages: 'Languages',
    examples: 'Worth it from',
    pixels: (n: string) => `${n} px`,
    tokens: (n: string) => format.counted(n, 'token', 'tokens'),
    measured: (value: string, dataset: string) => `${value} on ${dataset}`,
    anyLanguage: 'that of your data',
    atLeast: (n: string) => format.counted(n, 'example', 'examples'),
  },
  tooFewExamples: (wanted: string, found: string) =>
    `This model is worth it from about ${format.counted(wanted, 'example', 'examples')}; you have ${found}. A pretrained one will do better.`,
  architecture: {
    title: 'How it is built',
    lead: 'From the input at the top to the head at the bottom; the bar is the share of the parameters.',
    newHead: 'new, learns your classes',
    keptHead: 'taken over by the names of your classes',
    total: 'In all, with the head for your classes',
    stage: 'Stage',
    output: 'Gives',
    input: 'input',
    answer: 'answer',
    tokens: 'tokens',
    upTo: (n: string) => `up to ${format.counted(n, 'token', 'tokens')}`,
  },
  import: {
    open: 'Import a model…',
    title: 'Import a model from disk',
    lead: 'Safetensors, PyTorch files, TensorFlow.js layers models, or a folder as the Hugging Face Hub lays it. Nothing in the file is executed.',
    file: 'Choose a file…',
    folder: 'Choose a folder…',
    name: 'Name',
    licence: 'Licence',
    licenceHelp: 'As its makers state it, so that you remember what you may do with it.',
    noTokenizer: 'No tokenizer lies beside it. Choose its tokenizer.json or vocab.txt.',
    chooseTokenizer: 'Choose the tokenizer…',
    usable: 'Finesse can train this',
    unusable: 'Finesse cannot use this',
    format: 'Format',
    tensors: 'Tensors',
    working: 'Copying and checking…',
    done: (name: string) => `“${name}” is in the library.`,
  },
  card: 'Model card',
  noCard: 'This model has no card.',
  remove: 'Remove',
  removeTitle: (name: string) => `Remove “${name}”?`,
  removeLead: 'Its copy in the library is deleted. The file you imported it from stays.',
  removeAnyway: 'Remove all the same',
};
