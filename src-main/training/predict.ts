// What a finished run says about new pictures or texts.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { DatasetVersion, Example } from '../data/dataset-version.ts';
import { trainingError } from './errors.ts';
import { type LoadedRun, loadRun } from './load-run.ts';
import { openInputBatches } from './split-batches.ts';
import { splitProbabilities } from './split-probabilities.ts';
import { makeInferenceStep } from './training-step.ts';

/** One of the two, as the run's task needs. */
export interface PredictionInput {
  readonly files?: readonly string[];
  readonly texts?: readonly string[];
}

export interface ClassProbability {
  readonly name: string;
  readonly probability: number;
}

export interface Prediction {
  /** The file or the text as it was given. */
  readonly input: string;
  /** The most probable class. */
  readonly label: string;
  /** Of every class, the most probable first. */
  readonly probabilities: readonly ClassProbability[];
}

/**
 * Predicts the class of each file or text, in the order given.
 * Throws training.notARun, training.wrongInput, and `data.*` naming a file that cannot be read.
 */
export async function predict(runFolder: string, input: PredictionInput): Promise<Prediction[]> {
  const run = await loadRun(runFolder);
  try {
    const inputs = checkedInputs(run, input);
    return inputs.length === 0 ? [] : await predictInputs(run, inputs);
  } finally {
    await run.close();
  }
}

function checkedInputs({ task }: LoadedRun, { files, texts }: PredictionInput): readonly string[] {
  const image = task === 'image-classification';
  const inputs = image ? files : texts;
  if (inputs === undefined)
    throw trainingError('wrongInput', {
      needed: image ? 'pictures' : 'texts',
      given: image ? 'texts' : 'files',
    });
  return inputs;
}

async function predictInputs(run: LoadedRun, inputs: readonly string[]): Promise<Prediction[]> {
  const { model, classes } = run;
  const version = unlabelledVersion(run, inputs);
  const source = openInputBatches(run.preparation, version, {
    split: 'test',
    batchSize: Math.min(inputs.length, 32),
    shuffle: false,
    augmentation: false,
  });
  const step = makeInferenceStep(model, 0, { frozen: false });
  try {
    const { probabilities } = await splitProbabilities(step, source, { classes: classes.length });
    return inputs.map((input, row) => {
      const values = probabilities.subarray(row * classes.length, (row + 1) * classes.length);
      const ranked = classes
        .map((name, index) => ({ name, probability: values[index]! }))
        .sort((a, b) => b.probability - a.probability);
      return { input, label: ranked[0]!.name, probabilities: ranked };
    });
  } finally {
    step.dispose();
  }
}

/** New examples as a version of which every label is unknown; the first class stands in for it. */
function unlabelledVersion({ task, classes }: LoadedRun, inputs: readonly string[]): DatasetVersion {
  const kind = task === 'image-classification' ? 'image' : 'text';
  const contentHash = (value: string) => createHash('sha256').update(value).digest('hex');
  const examples = inputs.map((input): Example => {
    const common = { contentHash: contentHash(input), label: 0, split: 'test' } as const;
    return kind === 'image'
      ? { ...common, source: { path: resolve(input) } }
      : { ...common, source: { path: '' }, text: input };
  });
  return {
    hash: contentHash(inputs.join('\n')),
    kind,
    path: '',
    classes,
    examples,
    problems: [],
    duplicateGroups: 0,
  };
}
