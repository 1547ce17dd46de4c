// What a finished run is used for.
import { makeFormat } from '../../format.ts';

const format = makeFormat('en');

export const use = {
  tab: 'Use',
  none: 'Nothing to use yet',
  noneText: 'Once training has ended, try the model here on new examples and take it with you.',
  dropped: 'The weights were deleted',
  droppedText:
    'The record stays, but there is no model left to try or to export. Train it again with the same settings, or with others.',
  playground: {
    title: 'Try it',
    leadPictures: 'Drop pictures here, or choose some. They stay on this machine.',
    leadTexts: 'Type or paste a text. It stays on this machine.',
    choose: 'Choose pictures…',
    text: 'Text',
    placeholder: 'Type something the model has not seen…',
    predict: 'Predict',
    clear: 'Clear',
    drop: 'Drop pictures here',
    took: (ms: string) => `${ms} ms`,
    loaded: (ms: string) => `Model loaded in ${ms} ms`,
    calibrated: 'Calibrated probabilities',
    notCalibrated: 'Fit the calibration under Evaluate first.',
    answer: (name: string) => `Answer: ${name}`,
    noAnswer: 'No answer: not sure enough',
    otherScale: 'it looks at the probabilities it was chosen on, not at those shown',
    cut: 'The text is longer than the model reads; its end was not seen.',
    tooLarge: (name: string, limit: string) => `${name} is larger than ${limit}.`,
    onlySome: (taken: string, given: string) =>
      `Only the first ${taken} of ${format.counted(given, 'picture was taken', 'pictures were taken')}`,
    onlySomeText: 'Put all of them into a folder and predict it as a whole: that has no limit.',
    toFolder: 'To the folder prediction',
    explain: 'Why?',
    explaining: 'Hiding parts one by one…',
    speaksFor: (label: string) => `What speaks for “${label}”`,
    reliable: 'The marked parts matter more than random ones.',
    reasons: {
      'no-better-than-random': 'Do not trust this: the marked parts matter no more than random ones.',
      'no-effect': 'Hiding parts changes almost nothing, so this says little.',
      'uncertain-prediction': 'The model is unsure here, so the explanation is too.',
    },
    for: 'speaks for it',
    against: 'speaks against it',
  },
  folder: {
    title: 'A whole folder or table',
    leadPictures: 'Every picture under a folder in, a CSV with a class for each out.',
    leadTexts: 'A table or a text file in, a CSV with a class for each row out.',
    choose: 'Choose and predict…',
    save: 'Where to put the CSV',
    working: (done: string, total: string) => `${done} of ${total}`,
    done: (predicted: string, rows: string, seconds: string) =>
      `${predicted} of ${rows} predicted in ${seconds}`,
    columns: (places: string) => `The texts were taken from ${places}.`,
    column: (column: string, file: string) => `the column “${column}” of ${file}`,
    unanswered: (count: string) => `${count} without an answer by the kept rule: their prediction is empty.`,
    unreadable: (count: string) => `${count} could not be read; the CSV says why.`,
    stopped: 'Stopped; no CSV was written.',
  },
  export: {
    title: 'Take the model with you',
    formats: { onnx: 'ONNX', safetensors: 'Safetensors' },
    purposes: {
      'any-language': 'Runs almost everywhere: Python, JavaScript, C#, Java, phones.',
      pytorch: 'For Python with PyTorch, Transformers or torchvision.',
    },
    readBy: (name: string) => `Read by ${name}`,
    size: (size: string) => `About ${size}`,
    export: 'Export…',
    choose: 'Folder for the exported model',
    working: 'Exporting and checking…',
    parity: (agreeing: string, examples: string, difference: string) =>
      `Checked on ${format.counted(examples, 'example', 'examples')}: ${agreeing} the same answer, largest difference ${difference}.`,
    written: (folder: string) => `Written to ${folder}`,
  },
  card: {
    title: 'Model card',
    lead: 'What the model is for, how it was trained and how good it is, in a page to pass on.',
    save: 'Save…',
    copy: 'Copy',
    show: 'Show',
    suggested: 'model-card.md',
    saved: (file: string) => `Saved as ${file}`,
  },
};
