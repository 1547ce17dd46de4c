// A finished run held open to predict again and again: the model stays loaded, its steps compiled, its decoders warm.
// An input that cannot be used is answered with its problem and costs the others nothing.
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { BatchTensor } from '../data/dataset-version.ts';
import { encodeTexts } from '../data/prediction-inputs.ts';
import { dataProblem, type Problem } from '../data/problems.ts';
import { FinesseError } from '../errors.ts';
import type { KindName } from '../facts/kinds.ts';
import { kindFacts, tasks } from '../facts/tasks.ts';
import { trainingError } from './errors.ts';
import { type LoadedRun, loadRun } from './load-run.ts';
import { tokenLimit } from './split-batches.ts';
import { type InferenceStep, makeInferenceStep } from './training-step.ts';

/** A picture file or a text. */
export type PredictorInput = { readonly file: string } | { readonly text: string };

/** What the network says about one input: probabilities float32[classes] in the order of the classes, or the problem. */
export type InputAnswer =
  | {
      readonly probabilities: Float32Array;
      /** Of a picture that is damaged: the answer is for what could be decoded of it. */
      readonly damage?: Problem | undefined;
      readonly problem?: undefined;
    }
  | { readonly problem: Problem; readonly probabilities?: undefined };

/** Inputs of the network, of one row or more. */
export type NetworkInputs = Readonly<Record<string, BatchTensor>>;

export interface Predictor
  extends Pick<LoadedRun, 'classes' | 'task' | 'model' | 'preparation' | 'textColumn'> {
  /** One answer for each input, in order. Throws training.wrongInput, and the signal's reason. */
  answer(inputs: readonly PredictorInput[], options?: AnswerOptions): Promise<InputAnswer[]>;
  /** Inputs as the network takes them, one row. Throws what makes the input unusable. */
  prepare(input: PredictorInput): Promise<NetworkInputs>;
  /** Rows that are prepared already -> probabilities float32[rows, classes]. */
  run(inputs: NetworkInputs): Float32Array;
  close(): Promise<void>;
}

export interface AnswerOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onAnswered?: (done: number) => void;
}

/** Rows of a batch; few sizes, because each is compiled. A batch is filled up by repeating its last row. */
const batchSizes = [1, 8, 32] as const;
const largestBatch = 32;
/** Batches in preparation or at work at a time. */
const chunksAhead = 3;

interface PreparedChunk {
  /** Undefined where no input of the chunk can be used. */
  readonly prepared: NetworkInputs | undefined;
  readonly flaws: Flaws;
}

/** By position in the chunk: what cannot be used, and what is used although it is damaged. */
interface Flaws {
  readonly problems: Map<number, Problem>;
  readonly damages: Map<number, Problem>;
}

/** Whether a damaged picture is refused although it can be read in part. */
interface Strictness {
  readonly strict: boolean;
}

/** From inputs of one kind to what the network reads. */
interface Way {
  one(input: PredictorInput): Promise<NetworkInputs>;
  /** All usable inputs as one batch; what is wrong with the others goes into `flaws`. Undefined where none is left. */
  all(inputs: readonly PredictorInput[], flaws: Flaws): Promise<NetworkInputs | undefined>;
}

/** Opens a finished run. `frozen` computes faster and takes longer to begin. Throws training.notARun, `formats.*`. */
export async function openPredictor(
  runFolder: string,
  options: { readonly frozen?: boolean } = {},
): Promise<Predictor> {
  const loaded = await loadRun(runFolder);
  const { frozen = false } = options;
  const step = makeInferenceStep(loaded.model, 0, { frozen: frozen && !kindFacts(loaded.task).hasTokens });
  return new OpenPredictor(loaded, step);
}

class OpenPredictor implements Predictor {
  readonly classes: readonly string[];
  readonly task: LoadedRun['task'];
  readonly model: LoadedRun['model'];
  readonly preparation: LoadedRun['preparation'];
  readonly textColumn: LoadedRun['textColumn'];
  readonly #loaded: LoadedRun;
  readonly #step: InferenceStep;
  readonly #ways: Readonly<Record<KindName, Way>> = {
    image: {
      one: (input) => this.#pictureInputs([fileOf(input)], 1),
      all: (inputs, flaws) => this.#allPictures(inputs, flaws),
    },
    text: {
      one: async (input) => this.#textInputs([textOf(input)], 1),
      all: (inputs, flaws) => this.#allTexts(inputs, flaws),
    },
  };

  constructor(loaded: LoadedRun, step: InferenceStep) {
    this.#loaded = loaded;
    this.#step = step;
    this.classes = loaded.classes;
    this.task = loaded.task;
    this.model = loaded.model;
    this.preparation = loaded.preparation;
    this.textColumn = loaded.textColumn;
  }

  async answer(inputs: readonly PredictorInput[], options: AnswerOptions = {}): Promise<InputAnswer[]> {
    for (const input of inputs) this.#check(input);
    const chunks = Array.from({ length: Math.ceil(inputs.length / largestBatch) }, (_, chunk) =>
      inputs.slice(chunk * largestBatch, (chunk + 1) * largestBatch),
    );
    const answers: InputAnswer[] = [];
    const ahead: Promise<PreparedChunk>[] = [];
    for (const [at, chunk] of chunks.entries()) {
      options.signal?.throwIfAborted();
      // Pictures of later batches are decoded in the workers while this one is computed.
      for (const later of chunks.slice(at + ahead.length, at + chunksAhead))
        ahead.push(this.#prepareAhead(later));
      const { prepared, flaws } = await ahead.shift()!;
      const probabilities = prepared === undefined ? new Float32Array() : this.run(prepared);
      answers.push(...this.#answersOf(chunk, flaws, probabilities));
      options.onAnswered?.(answers.length);
      await setImmediate(); // a cancellation comes over the process's channel
    }
    return answers;
  }

  #prepareAhead(inputs: readonly PredictorInput[]): Promise<PreparedChunk> {
    const flaws: Flaws = { problems: new Map(), damages: new Map() };
    const chunk = this.#ways[tasks[this.task].kind]
      .all(inputs, flaws)
      .then((prepared) => ({ prepared, flaws }));
    // Handled where it is awaited; without this an earlier failure would leave it unhandled.
    chunk.catch(() => undefined);
    return chunk;
  }

  #answersOf(
    inputs: readonly PredictorInput[],
    { problems, damages }: Flaws,
    probabilities: Float32Array,
  ): InputAnswer[] {
    const numClasses = this.classes.length;
    let row = 0;
    return inputs.map((_, at) => {
      const problem = problems.get(at);
      if (problem !== undefined) return { problem };
      const damage = damages.get(at);
      return { probabilities: probabilities.slice(row * numClasses, ++row * numClasses), damage };
    });
  }

  async #allTexts(inputs: readonly PredictorInput[], flaws: Flaws): Promise<NetworkInputs | undefined> {
    const texts = inputs.flatMap((input, at) => {
      const text = textOf(input).trim();
      if (text === '') flaws.problems.set(at, dataProblem('empty-text', {}));
      return text === '' ? [] : [text];
    });
    return texts.length === 0 ? undefined : this.#textInputs(texts, batchSizeFor(texts.length));
  }

  async #allPictures(inputs: readonly PredictorInput[], flaws: Flaws): Promise<NetworkInputs | undefined> {
    const paths = inputs.map(fileOf);
    try {
      return await this.#pictureInputs(paths, batchSizeFor(paths.length), { strict: true });
    } catch (error) {
      if (!isUnreadable(error)) throw error;
    }
    const good = await this.#readable(paths, flaws);
    return good.length === 0 ? undefined : this.#pictureInputs(good, batchSizeFor(good.length));
  }

  /** Tries one picture after another: at least one of them is damaged or cannot be read at all. */
  async #readable(paths: readonly string[], { problems, damages }: Flaws): Promise<string[]> {
    const good: string[] = [];
    for (const [at, path] of paths.entries()) {
      const flaw = await this.#flawOf(path, { strict: true });
      const problem = flaw && (await this.#flawOf(path, { strict: false }));
      if (problem !== undefined) problems.set(at, problem);
      else good.push(path);
      if (flaw !== undefined && problem === undefined) damages.set(at, flaw);
    }
    return good;
  }

  async #flawOf(path: string, options: Strictness): Promise<Problem | undefined> {
    try {
      await this.#pictureInputs([path], 1, options);
      return undefined;
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return error.params.problem as Problem; // of data.changed-file
    }
  }

  async prepare(input: PredictorInput): Promise<NetworkInputs> {
    this.#check(input);
    return this.#ways[tasks[this.task].kind].one(input);
  }

  run(inputs: NetworkInputs): Float32Array {
    return this.#step.run(inputs);
  }

  async close(): Promise<void> {
    this.#step.dispose();
    await this.#loaded.close();
  }

  #check(input: PredictorInput): void {
    const { isFile, plural } = kindFacts(this.task);
    if ('file' in input !== isFile)
      throw trainingError('wrongInput', { needed: plural, given: isFile ? 'texts' : 'files' });
  }

  #textInputs(texts: readonly string[], batchSize: number): NetworkInputs {
    const { tokenizer } = this.preparation;
    if (tokenizer === undefined) throw trainingError('internalNoTokenizer', { family: this.model.family });
    return encodeTexts(texts, tokenizer, tokenLimit(this.preparation), batchSize);
  }

  async #pictureInputs(
    paths: readonly string[],
    batchSize: number,
    { strict }: Strictness = { strict: false },
  ): Promise<NetworkInputs> {
    const { input } = this.model;
    const { pool, resize, whiteLevel } = this.preparation;
    if (input.kind !== 'image' || pool === undefined)
      throw trainingError('wrongInput', { needed: 'texts', given: 'files' });
    const { height, width, mean, std } = input;
    const rows = paths.map((path, index) => ({ path: resolve(path), index }));
    const picture = { height, width, mean, std, resize, whiteLevel };
    const job = { kind: 'batch', rows, batchSize, input: picture, augmentation: false, strict } as const;
    const data = await pool.run(job);
    return { x: { dtype: 'float32', shape: [batchSize, 3, height, width], data } };
  }
}

function batchSizeFor(rows: number): number {
  return batchSizes.find((size) => size >= rows) ?? largestBatch;
}

function textOf(input: PredictorInput): string {
  return 'text' in input ? input.text : '';
}

function fileOf(input: PredictorInput): string {
  return 'file' in input ? input.file : '';
}

/** A file that cannot be decoded, as the pool's workers say it. */
function isUnreadable(error: unknown): error is FinesseError {
  return error instanceof FinesseError && error.code === 'data.changed-file';
}
