// Errand: what lies at a path, and whether it can be a model here. What cannot be used is an answer.

import { basename, dirname } from 'node:path';
import { FinesseError, plainMessage } from '../../errors.ts';
import { kindFacts, type TaskName, taskNames } from '../../facts/tasks.ts';
import type { WeightFile } from '../../formats/weight-tensors.ts';
import { licenceOf, type ModelFile, modelFiles, tokenizerNames } from '../../library/model-files.ts';
import { openWeights } from '../../library/weights.ts';
import { backboneParameters } from '../../models/describe-model.ts';
import { type FitFacts, modelNotice } from '../../models/notices.ts';
import type { Errand, ErrandContext } from '../workbench-messages.ts';
import { describeModel } from './describe-model.ts';
import type { WeightsReport } from './model-report.ts';

const listed = 200;

/** What is known before the network is. */
type Blank = Omit<WeightsReport, 'verdict'>;

export const inspectWeights: Errand<{ readonly path: string }, WeightsReport> = async ({ path }, context) => {
  const blank: Blank = {
    path,
    usable: false,
    notes: [],
    format: null,
    family: null,
    task: null,
    architecture: null,
    parameters: 0,
    sizeBytes: 0,
    numTensors: 0,
    tensors: [],
    tokenizer: 'not-needed',
    suggestedName: nameOf(path),
    licence: null,
  };
  let found: Blank = blank;
  try {
    const weights = openWeights(path);
    found = { ...found, ...tensorsOf(weights) };
    const files = modelFiles(path);
    found = { ...found, sizeBytes: sum(files), licence: licenceOf(files) ?? null };
    return { ...found, ...(await networkOf(path, files, context)) };
  } catch (error) {
    if (!(error instanceof FinesseError)) throw error;
    return { ...found, usable: false, verdict: plainMessage(error) };
  }
};

function tensorsOf({ format, tensors }: WeightFile): Partial<WeightsReport> {
  const list = [...tensors.values()].map(({ name, shape, dtype }) => ({ name, shape, dtype }));
  return { format, numTensors: list.length, tensors: list.slice(0, listed) };
}

async function networkOf(path: string, files: readonly ModelFile[], context: ErrandContext) {
  const network = await describeAny(path, context);
  const { family, task, architecture, stages, fit } = network;
  const parameters = backboneParameters(stages);
  const hasTokenizer = files.some(({ to }) => tokenizerNames.some((name) => name === to));
  const tokenizer: WeightsReport['tokenizer'] = !kindFacts(task).hasTokens
    ? 'not-needed'
    : hasTokenizer
      ? 'found'
      : 'missing';
  // Weights were given, so there is a fit.
  const { usable, notes, verdict: ofFit } = fit!;
  const { tensors } = ofFit.params as unknown as FitFacts; // of compatibilityReport
  const verdict = usable ? modelNotice('complete', { tensors }) : ofFit;
  return { family, task, architecture, parameters, tokenizer, usable, verdict, notes };
}

/** The file says which task its network is for. */
async function describeAny(path: string, context: ErrandContext) {
  const ask = (task: TaskName) => describeModel({ task, model: { weights: path }, classes: 2 }, context);
  let refused: unknown;
  for (const task of taskNames)
    try {
      return await ask(task);
    } catch (error) {
      if (!(error instanceof FinesseError && error.code === 'training.wrongModel')) throw error;
      refused = error;
    }
  throw refused;
}

/** A folder's name, or the file's without its ending; the folder's where the file has one of the usual names. */
function nameOf(path: string): string {
  const name = basename(path).replace(/\.(safetensors|pt|pth|th|bin|json|index)$/gi, '');
  return /^(model|pytorch_model|weights)(\.safetensors)?$/.test(name) ? basename(dirname(path)) : name;
}

function sum(files: readonly ModelFile[]): number {
  return files.reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
}
