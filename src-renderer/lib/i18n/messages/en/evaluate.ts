// The evaluation of a run.
import { makeFormat } from '../../format.ts';

const format = makeFormat('en');
const percent = (value: unknown) => format.percent(Number(value), 0);
const count = (value: unknown) => format.integer(Number(value));
const { name } = format;
const list = (value: unknown) => format.shortList(((value as readonly string[]) ?? []).map(name));

type Params = Readonly<Record<string, unknown>>;
const words = (title: (p: Params) => string, reason: (p: Params) => string) => ({ title, reason });

export const evaluate = {
  tab: 'Evaluate',
  none: 'Not measured yet',
  noneText: 'The measurement comes at the end of training, on examples that training never saw.',
  noTest: 'This run has no test examples, so nothing was measured.',
  headline: 'How good is it?',
  added: {
    title: 'What fine-tuning added',
    text: (accuracy: string, difference: string, low: string, high: string) =>
      `On the test split the fitted head alone reaches an accuracy of ${accuracy}. Fine-tuning added ${difference} (${low} to ${high}).`,
    unsure: 'The interval includes zero: on these test examples it cannot be told apart from no gain.',
  },
  measuredOn: (examples: number) =>
    `Measured on ${format.integer(examples)} ${format.plural(examples, 'example', 'examples')} that training never saw.`,
  guessing: (name: string, share: string) => `Always “${name}” would be right for ${share}`,
  fewForIntervals:
    'Some class has fewer than five test examples: the averages over classes have no interval.',
  interval: (low: string, high: string) => `95 % interval ${low} to ${high}`,
  metrics: {
    accuracy: 'Accuracy',
    balancedAccuracy: 'Balanced accuracy',
    recallMacro: 'Recall, mean of the classes',
    f1Macro: 'F1, mean of the classes',
    rocAuc: 'ROC AUC',
    averagePrecision: 'Average precision',
    logLoss: 'Log loss',
    expectedCalibrationError: 'Calibration error',
  },
  /** Of two classes, for the one that is looked for. */
  rateOf: {
    recall: (name: string) => `Recall (sensitivity) for ${name}`,
    specificity: (name: string) => `Specificity for ${name}`,
  },
  positive: 'Class looked for',
  calibratedFigures: 'Log loss and calibration error are those of the calibrated probabilities.',
  next: 'What to try next',
  tryIt: 'Try it in a new training',
  because: (changes: string) => `Changes: ${changes}`,
  confusion: {
    title: 'Which classes are mixed up?',
    lead: 'Rows are the true class, columns what the model said. Press a cell to see its examples.',
    show: 'What the cells show',
    counts: 'Counts',
    byTrue: 'Share of the true class',
    byPredicted: 'Share of the prediction',
    trueClass: 'True class',
    predicted: 'Predicted',
    cell: (n: string, truth: string, said: string) => `${n}: true class ${truth}, predicted ${said}`,
    pairs: 'Most frequent mistakes',
    pair: (truth: string, said: string) => `${truth} taken for ${said}`,
    noMistakes: 'Not one mistake on the test examples.',
  },
  examples: {
    title: 'The examples themselves',
    show: 'Which examples',
    all: 'All',
    wrong: 'Mistakes',
    right: 'Correct',
    anyClass: 'Any',
    sort: 'Order',
    sorts: {
      loss: 'Worst first',
      confidence: 'Most certain first',
      doubt: 'Least certain first',
      label: 'By true class',
      predicted: 'By predicted class',
      position: 'As in the data',
    },
    none: 'No example fits this choice.',
    saidAs: (label: string, share: string) => `${label}, ${share}`,
    truth: (label: string) => `is ${label}`,
    found: (n: number) => `${format.integer(n)} ${format.plural(n, 'example', 'examples')}`,
    line: (row: number) => `line ${row}`,
    probabilities: 'What the model thought',
    missing: 'The file is not there any more',
    split: 'Part of the data',
  },
  viewer: {
    position: (at: string, total: string) => `${at} of ${total}`,
    rank: (rank: string, all: string) => `loss rank ${rank} of ${all}`,
    said: (label: string, share: string) => `The model says ${label}, ${share}`,
    labelled: (label: string) => `Labelled ${label}`,
    truth: 'What it really is',
    truthHelp: 'Kept as a correction for the next training. Your files are not changed.',
    out: 'left out',
    accept: (label: string) => `It is ${label}`,
    exclude: 'Leave out',
    undo: 'Undo',
    note: 'Note',
    testNote: 'A test example: correcting it changes what the next training is measured with.',
    previous: 'Previous',
    next: 'Next',
    keys: 'Keys: J or → next, K or ← previous, A as the model says, X leave out, U undo',
  },
  look: {
    lead: (split: string, count: string) =>
      `${split}: the run has not been asked about these ${format.counted(count, 'example', 'examples')} yet. Wrong labels among them are learnt, so they are worth a look; it is no measurement, for the run knows them.`,
    start: 'Look through them',
    running: 'Looking through the examples…',
  },
  corrections: {
    title: 'Corrections',
    lead: 'Kept for this data set, whichever run they were made in. Your files are not changed.',
    train: (n: number) =>
      `Train again with ${format.integer(n)} ${format.plural(n, 'correction', 'corrections')}`,
    trainHelp: 'Same recipe, same split, at the end of the queue; then compared with this run.',
    testTitle: (n: number) =>
      `${format.integer(n)} ${format.plural(n, 'correction is', 'corrections are')} in the test split`,
    test: 'They change the measuring stick, not what is learnt. Only the untouched test examples give a fair comparison; the comparison shows both.',
    onlyTest:
      'They change the measuring stick, not what is learnt: the next training learns from the same examples. Look for wrong labels under Training and Validation as well.',
    allApplied: 'This run was trained with all of them.',
    was: (label: string) => `labelled ${label}`,
    applied: 'in this run',
    out: 'left out',
    asInData: (label: string) => `${label}, as in the data`,
    labelOf: (name: string) => `What ${name} is`,
    noteOf: (name: string) => `Note on ${name}`,
    note: 'Note',
    remove: (name: string) => `Remove the correction of ${name}`,
    removed: 'The correction was removed.',
    takeBack: (name: string) => `Take back the correction of ${name} in the next training`,
    sinceParent: (name: string) => `Compared with ${name}, which it was made from`,
  },
  curves: {
    title: 'Curves by class',
    class: 'Class',
    roc: 'ROC curve',
    pr: 'Precision and recall',
    falsePositiveRate: 'False positive rate',
    truePositiveRate: 'True positive rate',
    precision: 'Precision',
    recall: 'Recall',
    f1: 'F1',
    guessing: 'Guessing',
  },
  threshold: {
    title: 'Where to draw the line',
    lead: 'Move the threshold to trade found cases against false alarms for one class.',
    threshold: 'Threshold',
    atLeast: 'Recall to reach',
    recallOf: (share: string) => `At least ${share} recall`,
    reachedAt: (value: string, precision: string) => `Reached at ${value} (precision ${precision})`,
    notReached: 'Not reached at any threshold',
    best: (value: string, f1: string) => `Best F1 at ${value} (${f1})`,
    found: (found: string, all: string) => `${found} of ${all} found`,
    alarms: (count: string) => format.counted(count, 'false alarm', 'false alarms'),
    flagged: (share: string) => `${share} of everything flagged`,
    onTest: (p: Readonly<Record<'precision' | 'recall' | 'specificity' | 'f1', string>>) =>
      `On the test examples: precision ${p.precision}, recall ${p.recall}, specificity ${p.specificity}, F1 ${p.f1}.`,
  },
  chosenOn: {
    validation: 'Chosen on the validation examples, so that the test examples still tell how good it is.',
    test: 'Chosen on the test examples themselves: on new ones it will do somewhat worse than here.',
    calibrated: 'Probabilities are calibrated.',
    ask: 'Choose on the validation examples',
    asking: 'Asking the model about them…',
    splits: { validation: 'Validation', test: 'Test' },
  },
  coverage: {
    title: 'When to give no answer',
    lead: 'Below a probability the model says nothing, and a person looks. Fewer answers, better ones.',
    below: 'No answer below',
    split: 'Examples',
    answered: 'Share answered',
    accuracy: 'Accuracy of the answers',
  },
  decision: {
    keep: 'Keep',
    isKept: 'Kept',
    remove: 'Answer the most probable class again',
    removed: 'The most probable class is answered again.',
    replaced: 'Another rule is kept now.',
    threshold: (name: string, threshold: string) => `Kept: ${name} is answered from ${threshold} on`,
    abstain: (below: string) => `Kept: no answer below ${below}`,
    where: 'It holds in the playground, in tables, on the command line, in exports and in the model card.',
    test: (p: Readonly<Record<'answered' | 'accuracy' | 'plain', string>>) =>
      `Of the test examples it answers ${p.answered} and is right for ${p.accuracy} of those; without it ${p.plain} are right.`,
    outdated:
      'It was chosen before the present calibration and keeps to the probabilities of then: choose it again.',
  },
  calibration: {
    title: 'Can the probabilities be believed?',
    lead: 'Points on the diagonal: what the model says with 80 % is right 80 % of the time.',
    confidence: 'Stated probability',
    accuracy: 'Share that was right',
    before: 'As trained',
    after: 'Calibrated',
    perfect: 'Perfect',
    error: (value: string) => `Calibration error ${value}`,
    calibrate: 'Calibrate',
    calibrating: 'Calibrating on the validation examples…',
    fitted: (temperature: string, examples: string) =>
      `Temperature ${temperature}, fitted on ${format.counted(examples, 'validation example', 'validation examples')}. The order of the answers stays the same.`,
    unavailable: 'Calibrating needs validation examples; this run has none.',
  },
  perClass: {
    title: 'Class by class',
    class: 'Class',
    support: 'Examples',
    predicted: 'Predicted',
    recall: 'Recall (sensitivity)',
    specificity: 'Specificity',
  },
  slices: {
    title: 'Where is it weaker?',
    kinds: {
      pictureSide: 'By the shorter side of the picture',
      fileSize: 'By file size',
      textLength: 'By words in the text',
      folder: 'By folder',
    },
    from: (low: string) => `from ${low}`,
    below: (high: string) => `below ${high}`,
    between: (low: string, high: string) => `${low} to ${high}`,
  },
  changed: {
    title: (n: number, all: number, run?: string) =>
      `${run === undefined ? '' : `${run}: `}${format.integer(n)} of ${format.integer(all)} test ${format.plural(all, 'picture is', 'pictures are')} not what was measured`,
    text: (changed: number, vanished: number) =>
      `Since the data of this run was frozen, ${format.integer(changed)} ${format.plural(changed, 'file has', 'files have')} other content and ${format.integer(vanished)} ${format.plural(vanished, 'is', 'are')} gone. The figures are those of the old ones; pictures and explanations show the files as they are now.`,
    which: 'Which',
    states: { changed: 'changed', vanished: 'gone' },
  },
  other: {
    title: 'Measure on other data',
    lead: 'Labelled examples laid out as the training data; all of it is used.',
    choose: 'Choose data…',
    running: 'Measuring…',
    done: (accuracy: string) => `Accuracy ${accuracy}`,
    list: 'Earlier measurements',
    measured: (measured: number, found: number) =>
      measured === found
        ? `${format.counted(format.integer(found), 'file or row was', 'files or rows were')} found there; all of it was measured.`
        : `Of ${format.integer(found)} files or rows found there ${format.integer(measured)} were measured.`,
    leftOut: (reason: string, n: number, first: string) =>
      `Left out: ${reason}, ${format.integer(n)} (${first}${n > 1 ? ', …' : ''}).`,
    codes: {
      'conflicting-labels': 'equal examples under different labels',
      'unknown-class': 'classes this model does not know',
    },
    copies: (n: number) =>
      `${format.integer(n)} of them are copies of others and count as often as they occur.`,
    trainedOn: (n: number) =>
      `${format.integer(n)} of them were trained on; on new examples the model is worse than this says.`,
    onlyClass: (name: string) =>
      `All are “${name}”: accuracy is how many of these are found. ROC-AUC, PR-AUC and correlations are not defined with one class.`,
    noAccount: (n: number) =>
      `${format.counted(format.integer(n), 'example was', 'examples were')} measured; what else was there was not kept.`,
  },
  advice: {
    diverged: words(
      () => 'Training fell apart',
      (p) =>
        `The loss stopped being a number at a learning rate of ${format.significant(Number(p.learningRate))}. A lower one usually holds.`,
    ),
    'below-baseline': words(
      () => 'No better than always giving one answer',
      (p) =>
        `Answering “${name(p.class)}” every time would be right for ${percent(p.majority)}; the model reaches ${percent(p.accuracy)}.`,
    ),
    'no-test-split': words(
      () => 'Nothing to measure on',
      () => 'Keep some examples for testing: without them nobody knows how good the model is on new ones.',
    ),
    'no-validation-split': words(
      () => 'Nothing to choose the best epoch by',
      () => 'Keep some examples for validation, so that training can stop at the right moment.',
    ),
    overfitting: words(
      () => 'It learns the examples by heart',
      (p) =>
        `At the end right for ${percent(p.trainAccuracy)} of the training examples, but only for ${percent(p.valAccuracy)} of the validation examples; epoch ${count(p.bestEpoch)} of ${count(p.epochs)} was kept.`,
    ),
    unstable: words(
      () => 'Training is jumpy',
      (p) =>
        `In ${format.counted(count(p.epochs), 'epoch', 'epochs')} the training loss rose by more than a tenth, with learning rates of up to ${format.significant(Number(p.learningRate))}. A lower one is steadier.`,
    ),
    underfitting: words(
      () => 'It has not learnt enough',
      (p) =>
        `Even of the training examples only ${percent(p.trainAccuracy)} are right in the last of ${format.counted(count(p.epochs), 'epoch', 'epochs')}.`,
    ),
    'still-improving': words(
      () => 'It was still getting better',
      (p) =>
        `Training ended after ${format.counted(count(p.epochs), 'epoch', 'epochs')} while the validation improved. Try ${count(p.suggested)}.`,
    ),
    'rare-class': words(
      () => 'Rare classes are missed',
      (p) =>
        `“${name(p.class)}” is found in ${percent(p.recall)} of the cases, the others in ${percent(p.othersRecall)} on average; it has only ${format.counted(count(p.examples), 'training example', 'training examples')}. ${Number(p.weighted) === 1 ? 'The classes are weighed already: more examples of it would help, or a lower threshold for it.' : 'Weighing the classes helps.'}`,
    ),
    'few-examples': words(
      () => 'Some classes have few examples',
      (p) =>
        `${list(p.classes)}: as few as ${count(p.examples)} for training; about ${count(p.wanted)} each would help more than any setting.`,
    ),
    'confused-classes': words(
      () => 'Two classes are mixed up',
      (p) =>
        `“${name(p.label)}” is taken for “${name(p.predicted)}” in ${percent(p.share)} of the cases (${count(p.count)}). Look at those examples: are the labels clear?`,
    ),
    'label-errors': words(
      () => 'Some labels may be wrong',
      (p) =>
        `${Number(p.more) === 1 ? 'At least ' : ''}${count(p.count)} of ${count(p.mistakes)} ${format.plural(Number(p.mistakes), 'mistake', 'mistakes')} ${format.plural(Number(p.count), 'was', 'were')} made with at least ${percent(p.probability)} certainty. Often the label is what is wrong.`,
    ),
    'wide-interval': words(
      () => 'The measurement is coarse',
      (p) =>
        `With ${format.counted(count(p.examples), 'test example', 'test examples')} the true accuracy may be anywhere from ${percent(p.low)} to ${percent(p.high)}. About ${count(p.needed)} would be needed for five points either way.`,
    ),
    overconfident: words(
      () => 'It is too sure of itself',
      (p) =>
        `It says ${percent(p.confidence)} on average and is right for ${percent(p.accuracy)}${Number(p.calibrated) === 1 ? ', calibrated as it is: the test examples differ from the validation examples.' : '. Calibrate it below.'}`,
    ),
    underconfident: words(
      () => 'It is surer than it says',
      (p) =>
        `It says ${percent(p.confidence)} on average and is right for ${percent(p.accuracy)}${Number(p.calibrated) === 1 ? ', calibrated as it is: the test examples differ from the validation examples.' : '. Calibrate it below.'}`,
    ),
    good: words(
      () => 'Nothing stands out',
      () =>
        'No sign of overfitting, of missed classes or of wrong labels. More and more varied examples are what helps from here on.',
    ),
  },
};
