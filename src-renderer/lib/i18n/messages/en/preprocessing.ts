// The step that says how an example becomes what the network reads.
import { makeFormat } from '../../format.ts';

const format = makeFormat('en');

export const preprocessing = {
  lead: 'Every step between your examples and the model, shown on your own examples.',
  waiting: 'Choose model and data first; then your own examples are shown here.',
  size: 'Size and shape',
  resize: {
    name: 'How pictures are fitted',
    crop: { title: 'Crop', text: 'The middle of the picture, undistorted. What lies at the edge is lost.' },
    squash: { title: 'Squash', text: 'The whole picture, pressed into a square.' },
    pad: { title: 'Pad', text: 'The whole picture, undistorted, with black borders.' },
  },
  augmentation: {
    title: 'Random changes while training',
    lead: 'The model sees each picture a little different every time, so it learns by heart less easily.',
    mode: 'Random changes',
    auto: 'Automatic',
    own: 'As set here',
    off: 'Off',
    autoText: 'Off while only the head is trained on kept features, on with the usual strength afterwards.',
    sheet: 'What the model sees',
    sheetLead: {
      auto: 'Varied pictures are for the phases that read the pictures themselves, another in every epoch. Phases on kept features, as usual for the head, see the fitted picture.',
      own: 'Every epoch sees another varied picture.',
      off: 'Every epoch sees the fitted picture.',
    },
    before: 'Your picture',
    resized: 'Fitted',
    variant: (at: number) => `Varied ${at}`,
  },
  steps: {
    title: 'Step by step',
    decode: (format: string, size: string) => `Read as ${format}, ${size}`,
    turned: 'turned upright',
    stretched: (white: string) => `stretched so that ${white} is white`,
    resize: (method: string, from: string, to: string) => `${method}: ${from} → ${to}`,
    lost: (share: string) => `${share} of the area is lost`,
    distorted: (share: string) => `distorted by ${share}`,
    padded: (share: string) => `${share} is border`,
    enlarged: (factor: string) => `enlarged ${factor} times, which adds no detail`,
    normalise: (before: string, after: string) => `Colours scaled: mean ${before} → ${after}`,
  },
  another: 'Other examples',
  tokens: {
    title: 'How the model reads your texts',
    lead: 'Texts are read in pieces of words. Crossed-out pieces lie beyond the limit and are not read.',
    cut: (share: string, max: string) =>
      `${share} of the texts are longer than ${format.counted(max, 'token', 'tokens')} and lose their end.`,
    nothingCut: (max: string) => `No text is longer than ${format.counted(max, 'token', 'tokens')}.`,
    sampled: (n: string, all: string) => `Counted on ${n} of ${format.counted(all, 'text', 'texts')}.`,
    lengths: 'Length of the texts in tokens',
    tokens: 'Tokens',
    texts: 'Texts',
    unknown: (share: string) => `${share} of the pieces are unknown to the model.`,
    learnt: (size: string) =>
      `The vocabulary (${format.counted(size, 'piece', 'pieces')}) is learnt from your training texts.`,
    given: (size: string) =>
      `The vocabulary (${format.counted(size, 'piece', 'pieces')}) came with the model.`,
    kept: (kept: string, all: string) =>
      `${kept} of ${format.counted(all, 'token is read', 'tokens are read')}`,
  },
  batch: {
    title: 'The first batch, as the model gets it',
    show: 'Show the first batch',
    shape: (name: string, shape: string) => `${name}: ${shape}`,
    statistics: (min: string, mean: string, max: string) => `from ${min} to ${max}, mean ${mean}`,
    channels: ['Red', 'Green', 'Blue'],
    padding: (share: string) => `${share} of the positions are filler`,
    count: (n: string) => format.counted(n, 'such batch makes an epoch', 'such batches make an epoch'),
  },
};
