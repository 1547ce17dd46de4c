// The shape of a row in the kernel tables: how a TF.js kernel is checked when it is recorded and how it becomes
// ONNX nodes when the graph is compiled.
import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import type { GraphBuilder, Operand, TensorDtype } from '../onnx/graph-builder.ts';

/** Shape and dtype of a recorded tensor. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: TensorDtype;
}

/** Attributes as TF.js passes them to the kernel. Each row knows the names and types of its own. */
export type Attrs = Readonly<Record<string, unknown>>;

/**
 * One kernel. `inputs` names the TF.js inputs in the order in which `infer` and `lower` get them; a name ending in
 * `?` may be absent (then its place in the lists is `undefined`); 'list' takes any number of tensors.
 */
export interface KernelRow {
  readonly inputs: readonly string[] | 'list';
  /** Specs of the outputs. Runs when the op is recorded, so an error's stack points at the caller. Throws on bad input. */
  readonly infer: (inputs: readonly TensorSpec[], attrs: Attrs) => TensorSpec | readonly TensorSpec[];
  /** Adds the nodes; returns the names of the outputs, shaped and typed as `outputs` says. */
  readonly lower: (
    b: GraphBuilder,
    inputs: readonly Operand[],
    attrs: Attrs,
    outputs: readonly TensorSpec[],
  ) => string | readonly string[];
}

/** Rows by TF.js kernel name. */
export type KernelTable = Readonly<Record<string, KernelRow>>;

/** Attributes from TF.js as a row sees them. */
export function toAttrs(attrs: NamedAttrMap | undefined): Attrs {
  return (attrs ?? {}) as Attrs;
}

/** Number of elements; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
