// The errors of evaluation: predictions that cannot be measured, with the place of the first bad value.
import { errorTable } from '../errors.ts';

export const evaluationError = errorTable('evaluation', {
  noExamples: (p: { examples: number }) =>
    `Metrics need at least 1 example, found ${p.examples}. Give the split an example.`,
  tooFewClasses: (p: { classes: number }) =>
    `Metrics need at least 2 classes, found ${p.classes}. Add a second class to the data.`,
  shapeMismatch: (p: { examples: number; classes: number; found: number }) =>
    `Expected ${p.examples} x ${p.classes} probabilities (examples x classes), found ${p.found}. ` +
    'Give one row for each label and one column for each class.',
  labelOutOfRange: (p: { index: number; label: number; classes: number }) =>
    `Label ${p.label} of example ${p.index} is not one of the ${p.classes} classes (0 to ${p.classes - 1}). ` +
    'Evaluate with the classes the model was trained for.',
  notFinite: (p: { index: number; class: number; value: number }) =>
    `The probability of class ${p.class} for example ${p.index} is ${p.value}. ` +
    'The model has diverged or its weights hold NaN: lower the learning rate or use an earlier checkpoint.',
  outOfRange: (p: { index: number; class: number; value: number }) =>
    `The probability of class ${p.class} for example ${p.index} is ${p.value}, outside 0 to 1. ` +
    'Apply a softmax to the logits first.',
  notNormalised: (p: { index: number; sum: number }) =>
    `The probabilities of example ${p.index} sum to ${p.sum}, not 1. Apply a softmax to the logits first.`,
  badTemperature: (p: { temperature: number }) =>
    `A temperature must be above 0, found ${p.temperature}. Fit it again.`,
  sourcesMismatch: (p: { examples: number; sources: number }) =>
    `Expected one source for each of ${p.examples} examples, found ${p.sources}.`,
});
