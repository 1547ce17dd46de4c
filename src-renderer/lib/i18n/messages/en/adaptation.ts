// The step that says which parts of the model are trained.
import { makeFormat } from '../../format.ts';

const format = makeFormat('en');

export const adaptation = {
  lead: 'A pretrained model knows a lot already. Decide how much of it may change.',
  presets: {
    head: {
      title: 'Only the head',
      text: 'Fastest, and safest with few examples: the model’s knowledge stays as it is, and the best new last layer for it is computed at once, in seconds.',
    },
    gradual: {
      title: 'Step by step',
      text: 'First the best head for what the model knows, then the upper layers, at last everything, more and more gently.',
    },
    full: {
      title: 'Everything at once',
      text: 'First the best head for what the model knows, then all layers together. For texts, for plenty of data, for pictures unlike those the model has learnt from (scans, microscopy, surfaces), and for models trained from nothing.',
    },
    own: { title: 'Your own plan', text: 'Phases as you set them below.' },
  },
  presetName: 'How to adapt the model',
  fromScratch: 'This model starts from nothing, so everything has to be trained.',
  map: {
    title: 'Layers and phases',
    lead: 'Press a cell to train from that layer on in that phase; everything below it stays frozen. The number is the highest learning rate that the layer gets there.',
    layer: 'Layer',
    parameters: 'Parameters',
    frozen: 'Frozen',
    fitted: 'Fitted here at once',
    trainedAt: (rate: string) => `Trained at a rate of up to ${rate}`,
    cell: (layer: string, phase: string, state: string) =>
      `${layer} in phase ${phase}: ${state}. Train from here on.`,
    waiting: 'Drawn once the model is chosen.',
    head: 'head',
    trainedIn: (count: string, all: string) =>
      `${count} of ${format.counted(all, 'parameter is trained', 'parameters are trained')}`,
  },
  phases: {
    title: 'Phases',
    name: 'Name',
    epochs: 'Epochs',
    rate: 'Learning rate',
    add: 'Add a phase',
    remove: (name: string) => `Remove phase ${name}`,
    earlier: (name: string) => `Move phase ${name} earlier`,
    later: (name: string) => `Move phase ${name} later`,
    phase: (n: number) => `Phase ${n}`,
    epochCount: (n: number) => `${format.integer(n)} ${format.plural(n, 'epoch', 'epochs')}`,
    edit: 'Edit the phases',
    back: 'Back to a preset',
    replaced: 'A preset took the place of your phases.',
  },
  more: 'More settings',
};
