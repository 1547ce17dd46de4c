// What can go wrong between a path a person gave and the weights, models and files behind it.
import { errorTable } from '../errors.ts';

const ACCEPTED_WEIGHTS =
  'Accepted are safetensors, PyTorch files (.pt, .pth, .bin), TensorFlow.js layers models (model.json) ' +
  'and folders in the layout of the Hugging Face Hub.';

/** Makes the errors of the library; codes are `library.<name>`. */
export const libraryError = errorTable('library', {
  weightsNotFound: (p: { path: string; reason: string }) =>
    `${p.path}: no weights are there (${p.reason}). Check the path.`,
  weightsUnrecognised: (p: { path: string; found: string; advice: string }) =>
    `${p.path}: this is ${p.found}. ${ACCEPTED_WEIGHTS} ${p.advice}`,
  folderWithoutWeights: (p: { path: string; found: string }) =>
    `${p.path}: the folder has no model.safetensors, pytorch_model.bin, their index or a model.json; ` +
    `it holds ${p.found}. Give the path of the file of weights itself.`,
  shardMissing: (p: { path: string; shard: string; reason: string }) =>
    `${p.path}: the shard ${p.shard} cannot be opened (${p.reason}). Copy it to where the file that lists it lies.`,
  shardOutside: (p: { path: string; shard: string; target: string }) =>
    `${p.path}: the shard ${p.shard} is a link to ${p.target}, outside the folder. Put the file itself there.`,
  indexInvalid: (p: { path: string; place: string; problem: string }) =>
    `${p.path}: ${p.place}: ${p.problem}. Download the index and its shards again.`,
  configInvalid: (p: { path: string; problem: string }) =>
    `${p.path}: ${p.problem}. Download the configuration again.`,
  unknownModel: (p: { name: string; known: readonly string[] }) =>
    `${p.name}: neither a path nor a model of the library. The library has ${p.known.join(', ')}.`,
  modelInUse: (p: { id: string; runs: number }) =>
    `${p.runs === 1 ? 'One run' : `${p.runs} runs`} started from the model ${p.id}. They keep their own weights, but could not be started again. Remove it all the same, or keep it.`,
  bundledModel: (p: { id: string }) => `${p.id} comes with Finesse and cannot be removed.`,
  notEnoughSpace: (p: { folder: string; neededBytes: number; freeBytes: number }) =>
    `The model needs ${Math.ceil(p.neededBytes / 1e6)} MB; the disk of ${p.folder} has ${Math.floor(p.freeBytes / 1e6)} MB left. Free some space and try again.`,
  copyFailed: (p: { path: string; reason: string }) =>
    `${p.path} could not be copied into the library (${p.reason}). Nothing was imported.`,
  tokenizerMissing: (p: { path: string }) =>
    `No tokenizer.json or vocab.txt lies beside ${p.path}. Text models need the tokenizer they were trained with: choose it as well.`,
});
