// Error codes of the training layer.
import type { Problem } from '../data/problems.ts';
import { errorTable } from '../errors.ts';
import type { KindName } from '../facts/kinds.ts';
import { type TaskName, tasks } from '../facts/tasks.ts';

const exampleArchitectures: Readonly<Record<KindName, string>> = {
  image: '{ "family": "resnet", "depth": 18 }',
  text: '{ "family": "bert", "layers": 4, "hiddenSize": 256 }',
};

export const trainingError = errorTable('training', {
  invalidRecipe: (p: { problem: string }) => `The recipe is not usable: ${p.problem}`,
  unknownClass: (p: { name: string; classes: readonly string[] }) =>
    `hyperparameters.classWeights names the class ${JSON.stringify(p.name)}, which the data does not have. ` +
    `Its classes are ${p.classes.slice(0, 12).join(', ')}${p.classes.length > 12 ? ' ...' : ''}.`,
  tooFewClasses: (p: { path: string; classes: number }) =>
    `${p.path} has ${p.classes} class${p.classes === 1 ? '' : 'es'} with usable examples; ` +
    'a classifier needs at least two.',
  emptySplit: (p: { path: string; split: string }) =>
    `${p.path} leaves no example for the ${p.split} split. Add data, or change data.validationFraction and ` +
    'data.testFraction.',
  diverged: (p: { step: number; epoch: number; what: string; learningRate: number }) =>
    `Training diverged: ${p.what} at step ${p.step} in epoch ${p.epoch} is not a finite number. ` +
    `Try a lower learning rate (it was ${p.learningRate.toPrecision(3)} here), a longer warm-up ` +
    '(hyperparameters.warmupRatio) or gradient clipping (hyperparameters.gradientClipNorm: 1).',
  singleValue: (p: { phase: string; stage: string; batchSize: number }) =>
    `Batch norm cannot be trained on batches of one example: in "${p.stage}", which the phase "${p.phase}" trains, a ` +
    'channel has a single value then, and nothing is learnt. ' +
    (p.batchSize > 1
      ? 'There is one training example; add others, or set adaptation.batchNorm to "frozen".'
      : 'Set hyperparameters.batchSize to 2 or more, or adaptation.batchNorm to "frozen".'),
  missingWeights: (p: { task: TaskName }) =>
    `The recipe names neither weights nor an architecture. Set model.weights, or model.architecture ` +
    `(for example ${exampleArchitectures[tasks[p.task].kind]}) to train from scratch.`,
  wrongModel: (p: { task: string; family: string }) =>
    `The task ${p.task} cannot be trained with a model of the family ${p.family}.`,
  missingTokenizer: (p: { path: string }) =>
    `No tokenizer was found beside the weights ${p.path}. Set model.tokenizer to its tokenizer.json or vocab.txt.`,
  vocabularyMismatch: (p: { tokens: number; rows: number }) =>
    `The tokenizer has ${p.tokens} tokens but the model has embeddings for ${p.rows}. ` +
    'Set model.tokenizer to the one the weights were trained with.',
  damagedCheckpoint: (p: { folder: string; problem: string }) =>
    `The checkpoint ${p.folder} is damaged: ${p.problem}.`,
  otherRecipe: (p: { folder: string }) =>
    `The checkpoint in ${p.folder} was made with another recipe. Resume with the recipe of the run, or start a new run.`,
  otherData: (p: { folder: string; expected: string; found: string }) =>
    `The data of the run in ${p.folder} has changed: its version was ${p.expected.slice(0, 12)}, now it is ` +
    `${p.found.slice(0, 12)}. Restore the data, or start a new run.`,
  otherWeights: (p: { folder: string }) =>
    `The weights have changed since the run in ${p.folder} began. Restore their file, or start a new run.`,
  notARun: (p: { folder: string; problem: string }) =>
    `${p.folder} is not the folder of a finished run: ${p.problem}.`,
  filesGone: (p: { examples: number; changed: number; vanished: number; first: string }) =>
    `${p.vanished} of ${p.examples} test pictures are gone (${p.first}), and ${p.changed} are not what they were. ` +
    'Put them back to measure the run again; its report from the end of training stands.',
  otherClasses: (p: { path: string; found: readonly string[] }) =>
    `${p.path} has classes this run's model does not know: ${p.found.slice(0, 8).join(', ')}.`,
  wrongInput: (p: { needed: string; given: string }) =>
    `This run's model classifies ${p.needed}; it was given ${p.given}.`,
  unusableInput: (p: { input: string; problem: Problem }) =>
    `${p.input.slice(0, 200)} cannot be classified: ${p.problem.message}.`,
  unknownClassOfRun: (p: { name: string; classes: readonly string[] }) =>
    `This run's model has no class ${JSON.stringify(p.name)}. Its classes are ` +
    `${p.classes.slice(0, 12).join(', ')}${p.classes.length > 12 ? ' ...' : ''}.`,
  noPositiveClass: (p: { classes: readonly string[] }) =>
    `A threshold is that of one class: name it with --positive. The classes are ` +
    `${p.classes.slice(0, 12).join(', ')}${p.classes.length > 12 ? ' ...' : ''}.`,
  noValidationSplit: (p: { folder: string }) =>
    `The run in ${p.folder} had no validation split, so neither a temperature nor a threshold can be chosen on it: the test ` +
    'split must stay unseen. Train again with data.validationFraction above 0.',
  noEvaluation: (p: { folder: string }) =>
    `The run in ${p.folder} has no evaluation of a test split. It is made when a run finishes and has one: set ` +
    'data.testFraction above 0, or evaluate the run on other data.',
  damagedEvaluation: (p: { path: string; problem: string }) =>
    `${p.path} is damaged: ${p.problem}. Evaluate the run again.`,
  noInputs: (p: { path: string; needed: string }) => `Needed ${p.needed}; found none at ${p.path}.`,
  overwritesInput: (p: { path: string }) =>
    `The answers would replace what is to be predicted, ${p.path}. Choose another file for them.`,
  damagedCache: (p: { file: string; problem: string }) =>
    `The feature cache ${p.file} is damaged: ${p.problem}. It is computed again.`,
  internalProbeNeedsLinearHead: (p: { family: string }) =>
    `The head of this ${p.family} is more than one linear layer and cannot be fitted by regression.`,
  internalNoTokenizer: (p: { family: string }) => `A ${p.family} was given texts but no tokenizer.`,
  exportExists: (p: { path: string }) =>
    `${p.path} is there already. Export into another folder, or remove it.`,
  exportUnreadable: (p: { path: string; problem: string }) =>
    `${p.path} was not written: ONNX Runtime cannot read it (${p.problem}). Export as safetensors instead, and please report this model.`,
  exportDiffers: (p: { path: string; difference: number; tolerance: number }) =>
    `${p.path} was not written: its outputs would differ from the run's by ${p.difference}, more than ${p.tolerance}. ` +
    'Export as safetensors instead, and please report this model.',
});
