// What a training says in its log that is no error.
import { messageTable } from '../errors.ts';

export const trainingNotice = messageTable('training', {
  endedEarly: (_: object) => 'Training was ended early on request.',
  nothingTrained: (_: object) =>
    'There is nothing to evaluate: the run was to finish before its first training step.',
  noCheckpointYet: (_: object) => 'The run has no checkpoint yet; it starts from the beginning.',
  resumed: (p: { step: number; epoch: number }) => `Resumed at step ${p.step} in epoch ${p.epoch}.`,
  noValidation: (_: object) =>
    'There is no validation split: no early stopping, and the last parameters are kept, not the best.',
  noTest: (_: object) =>
    'There is no test split: the run ends without an evaluation. Set data.test or data.testFraction.',
  featuresTooLarge: (p: { phase: string }) =>
    `The features for the phase "${p.phase}" would take too much disk; it runs from the data itself.`,
});
