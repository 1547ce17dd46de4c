// The parts of one input and what it looks like without some of them: squares of a picture laid over with the mean
// colour the network was normalised by, words left out of a text.
import { decodePicture } from '../data/decode-picture.ts';
import { readData } from '../data/read-within.ts';
import { trainingError } from './errors.ts';
import type { NetworkInputs, Predictor, PredictorInput } from './predictor.ts';

export type Parts =
  | {
      readonly kind: 'picture';
      readonly rows: number;
      readonly columns: number;
      /** What the network sees of the picture, as shares of its width and height; more than it has where borders are added. */
      readonly seen: {
        readonly left: number;
        readonly top: number;
        readonly width: number;
        readonly height: number;
      };
    }
  | {
      readonly kind: 'text';
      readonly words: readonly { readonly text: string; readonly start: number; readonly end: number }[];
    };

export interface HiddenParts {
  readonly parts: Parts;
  readonly count: number;
  /** For each set of hidden parts one row of probabilities: float32[sets, classes], perhaps with rows to spare. */
  probabilities(sets: readonly (readonly number[])[]): Promise<Float32Array>;
}

/** Rows of a batch of variants; one size, so that one graph is compiled. */
const variantRows = 16;
/** More words than this are taken several at a time. */
const mostWordParts = 128;

/** Throws training.wrongInput, training.unusableInput. */
export function partsOf(predictor: Predictor, input: PredictorInput, grid: number): Promise<HiddenParts> {
  return 'file' in input ? pictureParts(predictor, input.file, grid) : textParts(predictor, input.text);
}

async function pictureParts(predictor: Predictor, file: string, grid: number): Promise<HiddenParts> {
  const prepared = await prepareOrRefuse(predictor, { file });
  const [, channels, height, width] = prepared.x!.shape as [number, number, number, number];
  const pixels = prepared.x!.data as Float32Array;
  const size = channels * height * width;
  const hide = (row: Float32Array, part: number) => {
    const [y, x] = [Math.floor(part / grid), part % grid];
    const edge = (at: number, side: number) => Math.round((at * side) / grid);
    for (let plane = 0; plane < channels; plane++)
      for (let line = edge(y, height); line < edge(y + 1, height); line++) {
        const start = (plane * height + line) * width;
        // After normalisation 0 is the mean colour of what the network was trained on.
        row.fill(0, start + edge(x, width), start + edge(x + 1, width));
      }
  };
  return {
    parts: { kind: 'picture', rows: grid, columns: grid, seen: await seenPart(predictor, file) },
    count: grid * grid,
    async probabilities(sets) {
      const data = new Float32Array(variantRows * size);
      for (let row = 0; row < variantRows; row++) {
        const variant = data.subarray(row * size, (row + 1) * size);
        variant.set(pixels);
        for (const part of sets[row] ?? []) hide(variant, part);
      }
      return predictor.run({ x: { dtype: 'float32', shape: [variantRows, channels, height, width], data } });
    },
  };
}

async function prepareOrRefuse(predictor: Predictor, input: PredictorInput): Promise<NetworkInputs> {
  const [answer] = await predictor.answer([input]);
  if (answer?.problem !== undefined) {
    const shown = 'file' in input ? input.file : JSON.stringify(input.text);
    throw trainingError('unusableInput', { input: shown, problem: answer.problem });
  }
  return predictor.prepare(input);
}

/** `crop` cuts the longer side, `pad` adds to the shorter one, `squash` keeps all. */
async function seenPart({ model, preparation }: Predictor, file: string) {
  const whole = { left: 0, top: 0, width: 1, height: 1 };
  if (model.input.kind !== 'image' || preparation.resize === 'squash') return whole;
  const { facts } = await decodePicture(await readData(file), { width: 1, height: 1, resize: 'squash' });
  const wanted = model.input.width / model.input.height;
  const found = facts.width / facts.height;
  const wide = found > wanted;
  const share = wide ? wanted / found : found / wanted;
  const cutsWidth = preparation.resize === 'crop' ? wide : !wide;
  const length = preparation.resize === 'crop' ? share : 1 / share;
  return cutsWidth
    ? { ...whole, left: (1 - length) / 2, width: length }
    : { ...whole, top: (1 - length) / 2, height: length };
}

async function textParts(predictor: Predictor, text: string): Promise<HiddenParts> {
  await prepareOrRefuse(predictor, { text });
  const words = wordParts(text);
  const without = (hidden: readonly number[]) => {
    const left = words.filter((_, part) => !hidden.includes(part)).map((word) => word.text);
    return left.join(' ');
  };
  const { classes } = predictor;
  return {
    parts: { kind: 'text', words },
    count: words.length,
    async probabilities(sets) {
      const rows = new Float32Array(sets.length * classes.length);
      // A text without words is one character the tokenizer knows nothing of; the network then says what it says of nothing.
      const answers = await predictor.answer(sets.map((hidden) => ({ text: without(hidden) || '.' })));
      for (const [row, answer] of answers.entries())
        if (answer.probabilities !== undefined) rows.set(answer.probabilities, row * classes.length);
      return rows;
    },
  };
}

function wordParts(text: string) {
  const words = Array.from(text.matchAll(/\S+/g), ({ 0: word, index }) => ({
    text: word,
    start: index,
    end: index + word.length,
  }));
  const together = Math.ceil(words.length / mostWordParts);
  if (together <= 1) return words;
  return Array.from({ length: Math.ceil(words.length / together) }, (_, part) => {
    const group = words.slice(part * together, (part + 1) * together);
    const [start, end] = [group[0]!.start, group.at(-1)!.end];
    return { text: text.slice(start, end), start, end };
  });
}
