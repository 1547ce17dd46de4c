// Kernels that make a tensor longer: PadV2, MirrorPad, Tile.
import type { GraphBuilder, Operand } from '../../onnx/graph-builder.ts';
import { type KernelRow, type KernelTable, sizeOf, type TensorSpec } from '../kernel-row.ts';

/** Elements to add before and after, for each axis. */
export type Paddings = readonly (readonly [number, number])[];

/** The shape of x with its paddings. */
export const paddedShape = (x: TensorSpec, paddings: Paddings) =>
  x.shape.map((length, axis) => length + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));

/** x between margins filled with `value`. */
export function padNodes(b: GraphBuilder, x: Operand, paddings: Paddings, value: number): string {
  if (paddings.every(([before, after]) => before + after === 0)) return x.name;
  const constant = b.scalar(value, x.dtype);
  if (sizeOf(x.shape) === 0) return b.node('Expand', [constant, b.ints(paddedShape(x, paddings))]);
  // Of all axes: ONNX Runtime, where it moves a transposition through a Pad of some, takes them for all.
  const sides = [0, 1].flatMap((side) => x.shape.map((_, axis) => paddings[axis]?.[side] ?? 0));
  return b.node('Pad', [x.name, b.ints(sides), constant]);
}

const padV2: KernelRow = {
  inputs: ['x'],
  infer: ([x], attrs) => ({ shape: paddedShape(x, attrs.paddings as Paddings), dtype: x.dtype }),
  lower: (b, [x], attrs) => padNodes(b, x, attrs.paddings as Paddings, Number(attrs.constantValue)),
};

/** Positions along one padded axis: the outside mirrors the inside, with ('symmetric') or without the edge. */
function mirroredPositions(
  length: number,
  [before, after]: readonly [number, number],
  mode: string,
): number[] {
  const shift = mode === 'reflect' ? 0 : 1;
  return Array.from({ length: before + length + after }, (_, place) => {
    const position = place - before;
    if (position < 0) return -position - shift;
    return position < length ? position : 2 * (length - 1) - position + shift;
  });
}

const mirrorPad: KernelRow = {
  inputs: ['x'],
  infer: ([x], attrs) => ({ shape: paddedShape(x, attrs.paddings as Paddings), dtype: x.dtype }),
  lower(b, [x], attrs) {
    const paddings = attrs.paddings as Paddings;
    return paddings.reduce((name, [before, after], axis) => {
      if (before + after === 0) return name;
      const positions = mirroredPositions(x.shape[axis] as number, [before, after], attrs.mode as string);
      return b.node('Gather', [name, b.ints(positions)], { axis });
    }, x.name);
  },
};

const tile: KernelRow = {
  inputs: ['x'],
  infer([x], attrs) {
    const reps = attrs.reps as number[];
    return { shape: x.shape.map((length, axis) => length * (reps[axis] as number)), dtype: x.dtype };
  },
  lower(b, [x], attrs, [output]) {
    const reps = attrs.reps as number[];
    if (reps.every((times) => times === 1)) return x.name;
    // TF.js broadcasts by tiling axes of length 1.
    if (reps.every((times, axis) => times === 1 || x.shape[axis] === 1)) {
      return b.node('Expand', [x.name, b.ints(output.shape)]);
    }
    return b.node('Tile', [x.name, b.ints(reps)]);
  },
};

export const padding: KernelTable = {
  PadV2: padV2,
  MirrorPad: mirrorPad,
  Tile: tile,
};
