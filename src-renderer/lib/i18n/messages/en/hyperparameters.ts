// The step that says how training goes.
import { makeFormat } from '../../format.ts';

const format = makeFormat('en');

export const hyperparameters = {
  lead: 'Good values are set already. Change them when you know why, or when a measurement says so.',
  groups: {
    length: 'How long',
    rate: 'How fast it learns',
    optimizer: 'Optimizer',
    restraint: 'Against learning by heart',
    machine: 'Machine and chance',
  },
  simple: {
    budget: 'Time limit',
    budgetHelp: 'A limit, not an estimate: as many epochs are planned as fit into it. It may well take less.',
    minutes: (minutes: string) => `at most ${minutes} min`,
    caution: 'How carefully',
    cautions: { careful: 'Carefully', balanced: 'Balanced', bold: 'Boldly' },
    cautionHelp: {
      careful: 'Small steps, little change to what the model knows. For small or delicate data.',
      balanced: 'The usual way.',
      bold: 'Larger steps, more change. For plenty of data unlike the pretraining.',
    },
    untouched: 'Moving either of them sets the epochs, the rates and the patience of this training.',
    applied: (changes: string) => `Set: ${changes}.`,
    same: 'These values are set already.',
    expected: (time: string) => `That takes about ${time}, and less if it stops early.`,
    tooLong: (time: string) => `Even the shortest plan takes about ${time}, longer than the limit.`,
    unmeasured: 'How long an epoch takes is not measured yet: measure below, then move the limit again.',
  },
  plannedRates: (rates: string) => `Highest rate of each phase, as planned: ${rates}.`,
  earlyStopping: 'Stop early when nothing improves',
  earlyStoppingHelp: 'Keeps the best moment and saves time.',
  schedule: {
    title: 'Learning rate over the training',
    lead: 'One curve a phase. Frozen layers do not learn at all.',
    step: 'Step',
    rate: 'Learning rate',
    waiting: 'Drawn once model and data are chosen.',
  },
  estimate: {
    title: 'What it will take on this machine',
    lead: 'Measured by a few real steps on your data, then thrown away.',
    measure: 'Measure now',
    again: 'Measure again',
    measuring: 'Measuring a few steps…',
    time: 'Time',
    memory: 'Memory',
    disk: 'Disk',
    memoryOf: (needed: string, all: string) => `${needed} of ${all} free`,
    diskOf: (needed: string, free: string) => `${needed}; ${free} free`,
    phase: (name: string, { epochs, epoch, whole }: { epochs: number; epoch: string; whole: string }) =>
      `${name}: ${whole} (${format.integer(epochs)} ${format.plural(epochs, 'epoch', 'epochs')}, each ${epoch})`,
    parts: {
      loading: (time: string) => `Loading the model and checking the data: ${time}`,
      choosing: (time: string) => `Trying on parts of the few examples how deep to train: ${time}`,
      caching: (time: string) => `Once, at the start, computing what is frozen: ${time}`,
      evaluation: (time: string) => `Evaluating on the test examples: ${time}`,
      other: (time: string) => `Other, such as reading the examples for the first time: ${time}`,
    },
    tooMuchMemory: 'More memory than is free. Halve the batch size or the picture size.',
    tooMuchDisk: 'More disk than is free.',
    old: 'Settings have changed since this was measured.',
    notReady: 'Choose model and data first.',
  },
  warnings: 'Worth a look',
};
