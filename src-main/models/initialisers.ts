// How parameters start when no weights are loaded: the schemes of torchvision and Transformers.
import { normalValues, type Random, uniformValues } from './seeded-random.ts';

/** Values of a new parameter, row-major. `shape` as in PyTorch: linear [out, in], convolution [out, in / groups, kh, kw]. */
export type Initialiser = (shape: readonly number[], random: Random) => Float32Array;

export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, n) => product * n, 1);

export const zeros: Initialiser = (shape) => new Float32Array(sizeOf(shape));
export const ones: Initialiser = (shape) => new Float32Array(sizeOf(shape)).fill(1);

export const normal =
  (std: number): Initialiser =>
  (shape, random) =>
    normalValues(sizeOf(shape), std, random);

/** Uniform within 1 / sqrt(fanIn): what torch.nn.Linear starts with, for weight and bias. */
export const linearUniform =
  (fanIn: number): Initialiser =>
  (shape, random) =>
    uniformValues(sizeOf(shape), 1 / Math.sqrt(fanIn), random);

/** Normal with std sqrt(2 / fan) for ReLU networks. Source: He et al. 2015, "Delving Deep into Rectifiers". */
export const kaimingNormal =
  (mode: 'fanIn' | 'fanOut'): Initialiser =>
  (shape, random) => {
    const [out = 1, into = 1, ...kernel] = shape;
    const fan = (mode === 'fanIn' ? into : out) * sizeOf(kernel);
    return normalValues(sizeOf(shape), Math.sqrt(2 / fan), random);
  };

/** Normal with one row of zeros: an embedding whose padding token is number `padId`. */
export const embeddingNormal =
  (std: number, padId: number): Initialiser =>
  (shape, random) => {
    const [width = 0] = shape.slice(1);
    return normalValues(sizeOf(shape), std, random).fill(0, padId * width, (padId + 1) * width);
  };
