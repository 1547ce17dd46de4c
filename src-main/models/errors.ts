// Error codes of the models layer.
import { errorTable, type Message } from '../errors.ts';
import { listed, shortList } from './notices.ts';

export const modelError = errorTable('models', {
  invalidArchitecture: (p: { problem: string }) =>
    `The architecture of the model is not usable: ${p.problem}. Correct model.architecture in the recipe.`,
  unknownArchitecture: (p: {
    path: string;
    reason: string;
    supported: readonly string[];
    tensors: readonly string[];
  }) =>
    `No supported architecture recognised in ${p.path}: ${p.reason}. Supported are ${p.supported.join(', ')}, ` +
    `with the tensor names of torchvision, timm, Transformers or Keras. The file begins with the tensors: ${listed(shortList(p.tensors)) || '(none)'}.`,
  badMetadata: (p: { path: string; text: string }) =>
    `${p.path}: its metadata names an architecture that is not a JSON object: ${p.text}. ` +
    'Remove the entry "architecture" from the header or export the weights anew.',
  severalNetworks: (p: { path: string; prefixes: readonly string[] }) =>
    `${p.path} holds ${p.prefixes.length} networks, whose names begin with ${p.prefixes.map(quoted).join(', ')}. ` +
    'Which of them is meant cannot be told; save the one you want in a file of its own.',
  badPreparation: (p: { path: string; file: string; problem: string }) =>
    `${p.file} beside ${p.path} does not tell how pictures become the network's input: ${p.problem}. ` +
    'Correct the file, or take it away to have pictures prepared as ImageNet networks usually do.',
  ambiguousTensor: (p: { path: string; name: string; first: string; second: string }) =>
    `${p.path} holds two tensors for ${p.name}: ${p.first} and ${p.second}. Save one model per file.`,
  incompatibleWeights: (p: { path: string; verdict: Message }) =>
    `The weights in ${p.path} cannot be used: ${p.verdict.message}`,
  notFinite: (p: { path: string; tensor: string; index: number; value: number }) =>
    `${p.path}: tensor ${p.tensor} holds ${p.value} at position ${p.index}. ` +
    'The file is damaged or its training diverged; use another checkpoint.',
  notFloat: (p: { path: string; tensor: string; dtype: string }) =>
    `${p.path}: tensor ${p.tensor} holds ${p.dtype} values where floating-point weights were needed. ` +
    'Quantised weights cannot be trained; use the original checkpoint.',
  negativeVariance: (p: { path: string; tensor: string; index: number; value: number }) =>
    `${p.path}: tensor ${p.tensor} is a variance but holds ${p.value} at position ${p.index}. ` +
    'The file is damaged; use another checkpoint.',
  tooManyTokens: (p: { tokens: number; maxTokens: number }) =>
    `A text of ${p.tokens} tokens was given to a model with positions for ${p.maxTokens}. ` +
    `Set preprocessing.maxTokens to ${p.maxTokens} or less.`,
  internalNoSeed: (p: { layer: string }) => `Dropout of ${p.layer} was asked to train without a step seed.`,
});

/** A prefix as it stands in the file; some network has none. */
function quoted(prefix: string): string {
  return prefix === '' ? 'nothing' : `"${prefix}"`;
}
