// What a training says in its log that is no error.
import type { RedrawReason } from '../data/earlier-split.ts';
import { messageTable } from '../errors.ts';
import type { ChosenDepth } from './probe/depth-choice.ts';

const redrawWords: Readonly<Record<RedrawReason, string>> = {
  validationFraction: 'the fraction for validation was changed',
  testFraction: 'the fraction for testing was changed',
  seed: 'the seed was changed',
  splits: 'a part that had data of its own is cut now',
};

export const trainingNotice = messageTable('training', {
  endedEarly: (_: object) => 'Training was ended early on request.',
  nothingTrained: (_: object) =>
    'There is nothing to evaluate: the run was to finish before its first training step.',
  noCheckpointYet: (_: object) => 'The run has no checkpoint yet; it starts from the beginning.',
  resumed: (p: { step: number; epoch: number }) => `Resumed at step ${p.step} in epoch ${p.epoch}.`,
  splitKept: (p: { run: string; kept: number; added: number; gone: number }) =>
    `${p.kept} examples keep their places in the split of run ${p.run}, ${p.added} new ones are added by the same rule` +
    `${p.gone > 0 ? `, ${p.gone} are not there any more` : ''}.`,
  splitMoved: (p: { run: string; moved: number }) =>
    `${p.moved} examples stand in another split than in run ${p.run}: their files or rows were given another one.`,
  splitRedrawn: (p: { run: string; kept: number; moved: number; changed: readonly RedrawReason[] }) =>
    `The split is drawn anew, because ${p.changed.map((name) => redrawWords[name]).join(' and ')}: ${p.moved} of ${p.kept} ` +
    `examples stand in another split than in run ${p.run}. Figures of the two runs are not about the same examples.`,
  filesChanged: (p: { examples: number; changed: number; vanished: number; first: string }) =>
    `Of ${p.examples} pictures ${p.changed} are not what they were when the data of this run was frozen, and ` +
    `${p.vanished} are gone (${p.first}). What is measured and trained from here on is not on the same examples.`,
  nearlyBlack: (p: { pictures: number; peak: number; whiteLevel: number }) =>
    `All ${p.pictures} pictures of 16 bits are nearly black: no value is above ${p.peak} of 65535. ` +
    `Set preprocessing.whiteLevel to ${p.whiteLevel}, so that this becomes white.`,
  someNearlyBlack: (p: { dim: number; pictures: number; peak: number; others: number }) =>
    `${p.dim} of ${p.pictures} pictures of 16 bits are nearly black: no value is above ${p.peak}, in the others up to ` +
    `${p.others}. One white level does not fit both; bring the pictures to one range.`,
  clipped: (p: { peak: number; whiteLevel: number }) =>
    `Pictures of 16 bits have values up to ${p.peak}; all above preprocessing.whiteLevel ${p.whiteLevel} become white.`,
  whiteLevelUnused: (p: { whiteLevel: number }) =>
    `No picture has 16 bits, so preprocessing.whiteLevel ${p.whiteLevel} changes nothing.`,
  preparedOtherwise: (p: { field: string; told: string | number | null; here: string | number | null }) =>
    `The weights were trained with preprocessing.${p.field} ${p.told ?? 'not set'}; this training has ${p.here ?? 'none'}. ` +
    'What is prepared otherwise is recognised less well at first.',
  lowerCaseTold: (p: { file: string; toldBy: string; lowerCase: boolean }) =>
    `${p.toldBy} beside ${p.file}: ${p.lowerCase ? 'texts are lower-cased' : 'texts keep their capital letters'}.`,
  lowerCaseNotTaken: (p: { file: string; toldBy: string; lowerCase: boolean }) =>
    `${p.toldBy} says that texts are ${p.lowerCase ? 'not lower-cased' : 'lower-cased'}; the normalizer of ${p.file} does otherwise, and is followed: ` +
    `${p.lowerCase ? 'they are lower-cased' : 'they keep their capital letters'}. preprocessing.lowerCase decides otherwise.`,
  lowerCaseGuessed: (p: { file: string; lowerCase: boolean }) =>
    `Nothing beside ${p.file} tells whether texts are lower-cased. Its words have ` +
    `${p.lowerCase ? 'no capital letters, so they are' : 'capital letters, so they are not'}; preprocessing.lowerCase decides otherwise.`,
  noValidation: (_: object) =>
    'There is no validation split: no early stopping, and the last parameters are kept, not the best.',
  noTest: (_: object) =>
    'There is no test split: the run ends without an evaluation. Set data.test or data.testFraction.',
  headKept: (_: object) =>
    'The head of the weights predicts the validation examples better than a fitted one, and is kept.',
  poolingChosen: (p: { pooling: string; metric: string; values: Readonly<Record<string, number>> }) =>
    `Nothing tells how this network pools its texts, so a head was fitted to each way: ${p.pooling} is taken, ` +
    `by ${p.metric} (${Object.entries(p.values)
      .map(([name, value]) => `${name} ${value.toPrecision(4)}`)
      .join(', ')}).`,
  probeFitted: (p: { width: number; strength: number; folds: number | null; joined: boolean }) =>
    `The head was fitted by regression on ${p.width} frozen features with penalty ${p.strength}, chosen on ` +
    (p.folds === null
      ? 'the validation split'
      : `${p.folds} folds of the training split, as validation is small`) +
    (p.joined
      ? '; then fitted once more to training and validation together, which no figure of validation shows'
      : '') +
    '.',
  headSoftened: (p: { epoch: number; temperature: number }) =>
    `Epoch ${p.epoch} was too sure of itself on the validation split; it is kept at temperature ${p.temperature.toFixed(2)}.`,
  probeStart: (p: { strength: number }) =>
    `Training goes on from the head with penalty ${p.strength}, the strongest within one standard error of the best: ` +
    'it leaves more to learn for the layers below.',
  depthChosen: (p: ChosenDepth) =>
    `Few examples: the plan was tried on ${p.folds} folds of the training split. ` +
    `${p.tried.map(({ phase, loss, accuracy }) => `${phase}: loss ${loss.toFixed(3)}, accuracy ${accuracy.toFixed(3)}`).join('; ')}. ` +
    (p.phases === 1
      ? 'Training layers below the head does not pay: the fitted head is the result.'
      : `Training goes as deep as "${p.tried[p.phases - 1]!.phase}".`),
  featuresTooLarge: (p: { phase: string }) =>
    `The features for the phase "${p.phase}" would take too much disk; it runs from the data itself.`,
});
