// Error codes of the models layer.
import { errorTable } from '../errors.ts';

const list = (names: readonly string[], limit = 8): string =>
  names.length <= limit
    ? names.join(', ')
    : `${names.slice(0, limit).join(', ')} and ${names.length - limit} more`;

export const modelError = errorTable('models', {
  invalidArchitecture: (p: { problem: string }) =>
    `The architecture of the model is not usable: ${p.problem}. Correct model.architecture in the recipe.`,
  unknownArchitecture: (p: { path: string; reason: string; tensors: readonly string[] }) =>
    `No supported architecture recognised in ${p.path}: ${p.reason}. Supported are ResNet (18, 34, 50, 101, 152), ` +
    `CIFAR ResNet (20, 32, 44, 56, 110), MobileNetV2, BERT and DistilBERT with the tensor names of torchvision, ` +
    `Transformers or Keras. The file begins with the tensors: ${list(p.tensors) || '(none)'}.`,
  ambiguousTensor: (p: { path: string; name: string; first: string; second: string }) =>
    `${p.path} holds two tensors for ${p.name}: ${p.first} and ${p.second}. Save one model per file.`,
  incompatibleWeights: (p: { path: string; verdict: string }) =>
    `The weights in ${p.path} cannot be used: ${p.verdict}`,
  notFinite: (p: { path: string; tensor: string; index: number; value: number }) =>
    `${p.path}: tensor ${p.tensor} holds ${p.value} at position ${p.index}. ` +
    'The file is damaged or its training diverged; use another checkpoint.',
  negativeVariance: (p: { path: string; tensor: string; index: number; value: number }) =>
    `${p.path}: tensor ${p.tensor} is a variance but holds ${p.value} at position ${p.index}. ` +
    'The file is damaged; use another checkpoint.',
  tooManyTokens: (p: { tokens: number; maxTokens: number }) =>
    `A text of ${p.tokens} tokens was given to a model with positions for ${p.maxTokens}. ` +
    `Set preprocessing.maxTokens to ${p.maxTokens} or less.`,
  internalNoSeed: (p: { layer: string }) => `Dropout of ${p.layer} was asked to train without a step seed.`,
});
