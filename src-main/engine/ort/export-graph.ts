// A forward pass as a standalone ONNX model: standard operators, weights inside, batch size open.
import * as tf from '@tensorflow/tfjs-core';
import type { StepFunction, StepInput, StepInputs } from '../compiled-step.ts';
import { engineError } from '../errors.ts';
import { encodeModel } from '../onnx/onnx-encoding.ts';
import type { OnnxGraph, OnnxInitializer, OnnxValue } from '../onnx/onnx-graph.ts';
import { lowerGraph } from './lower-graph.ts';
import { OrtBackend } from './ort-backend.ts';
import { traceGraph } from './trace.ts';

export interface ExportOptions {
  /** Inputs of `build` by name; the first axis is the batch and is given as 1. */
  readonly inputs: Readonly<
    Record<string, { readonly dtype: StepInput['dtype']; readonly shape: readonly number[] }>
  >;
  /** Becomes the model's metadata_props. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Two batch sizes that no other length of a network is likely to equal; what differs between them is the batch. */
const probeSizes = [3, 5] as const;

/**
 * Bytes of an ONNX model of `build`; the `ort` backend must be current. Graph inputs and outputs carry the names that
 * `build` gives them, with a symbolic first axis `batch`. Throws FinesseError where the graph depends on the batch
 * size in a way that cannot stay open.
 */
export function exportGraph(build: StepFunction, options: ExportOptions): Uint8Array {
  const backend = tf.backend();
  if (!(backend instanceof OrtBackend)) throw engineError('export-backend', { backend: tf.getBackend() });
  const [first, second] = probeSizes.map((batch) => portableGraph(backend, build, options, batch));
  return encodeModel(openBatch(first, second), options.metadata);
}

function portableGraph(
  backend: OrtBackend,
  build: StepFunction,
  options: ExportOptions,
  batch: number,
): OnnxGraph {
  const inputs: StepInputs = Object.fromEntries(
    Object.entries(options.inputs).map(([name, { dtype, shape }]) => {
      const batched = [batch, ...shape.slice(1)];
      const size = batched.reduce((a, b) => a * b, 1);
      return [
        name,
        { dtype, shape: batched, data: dtype === 'int32' ? new Int32Array(size) : new Float32Array(size) },
      ];
    }),
  );
  return traceGraph(backend, build, inputs, ({ graph, sources, outputs }) => {
    const lowered = lowerGraph(graph, (_, index) => sources[index].kind !== 'input', true);
    const names = new Map<string, string>();
    sources.forEach((source, index) => {
      if (source.kind === 'input') names.set(`x${index}`, source.name);
    });
    for (const [name, position] of outputs) names.set(`y${position}`, name);
    return renameValues(lowered, names);
  });
}

function renameValues(graph: OnnxGraph, names: ReadonlyMap<string, string>): OnnxGraph {
  const rename = (name: string) => names.get(name) ?? name;
  const value = (v: OnnxValue): OnnxValue => ({ ...v, name: rename(v.name) });
  return {
    inputs: graph.inputs.map(value),
    outputs: graph.outputs.map(value),
    initializers: graph.initializers,
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(rename),
      outputs: node.outputs.map(rename),
    })),
  };
}

/** Merges the graphs of two batch sizes: shapes that differ get an open axis. */
function openBatch(first: OnnxGraph, second: OnnxGraph): OnnxGraph {
  const others = new Map(second.initializers.map((initializer) => [initializer.name, initializer]));
  const reshapes = new Set(
    first.nodes.filter((node) => node.opType === 'Reshape').map((node) => node.inputs[1]),
  );
  const symbolic = (v: OnnxValue): OnnxValue => ({ ...v, shape: ['batch', ...v.shape.slice(1)] });
  return {
    ...first,
    inputs: first.inputs.map(symbolic),
    outputs: first.outputs.map(symbolic),
    initializers: first.initializers.map((initializer) => {
      const other = others.get(initializer.name);
      if (other !== undefined && sameBytes(initializer.bytes, other.bytes)) return initializer;
      if (!reshapes.has(initializer.name) || other === undefined) {
        throw engineError('export-batch', { shape: initializer.shape });
      }
      return openShape(initializer, other);
    }),
  };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(
    Buffer.from(b.buffer, b.byteOffset, b.byteLength),
  );
}

/** The shape operand of a Reshape with -1 in the one place where two batch sizes differ. */
function openShape(first: OnnxInitializer, second: OnnxInitializer): OnnxInitializer {
  const a = int64s(first.bytes);
  const b = int64s(second.bytes);
  const opened = a.map((length, axis) => (length === b[axis] ? length : -1n));
  if (opened.filter((length) => length === -1n).length !== 1) {
    throw engineError('export-batch', { shape: [...a].map(Number) });
  }
  return { ...first, bytes: new Uint8Array(opened.buffer) };
}

function int64s(bytes: Uint8Array): BigInt64Array {
  return new BigInt64Array(bytes.slice().buffer);
}
