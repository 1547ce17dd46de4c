// Runs a step function once, recording instead of computing: the graph of a compiled step or of an export.
import * as tf from '@tensorflow/tfjs-core';
import type { StepFunction, StepInputs } from '../compiled-step.ts';
import { scatteredRows } from './host-scatter.ts';
import type { OrtBackend } from './ort-backend.ts';
import { type RecordedGraph, recordedGraph } from './recorded-graph.ts';
import { neededOps, type Value } from './recording.ts';

/** Where a leaf of a traced graph gets its value from. */
export type LeafSource =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'variable'; readonly variable: tf.Variable }
  /** Made while tracing, or a tensor from outside: the same in every run. */
  | { readonly kind: 'constant' };

export interface Trace {
  readonly graph: RecordedGraph;
  /** One for each leaf of the graph. */
  readonly sources: readonly LeafSource[];
  /** Position of each named output among the graph's outputs. */
  readonly outputs: ReadonlyMap<string, number>;
  /** Named outputs that the host puts together instead; see host-scatter.ts. */
  readonly scattered: ReadonlyMap<string, ScatteredOutput>;
}

/** Positions of rows and their places among the graph's outputs, and the elements of the whole. */
export interface ScatteredOutput {
  readonly rows: number;
  readonly ids: number;
  readonly size: number;
}

export interface TraceOptions {
  /** Lets the host put large sums over segments together. */
  readonly scatterOnHost?: boolean;
}

/** Traces `build` for inputs of these shapes; `use` gets the trace while its constants are alive. */
export function traceGraph<Result>(
  backend: OrtBackend,
  build: StepFunction,
  inputs: StepInputs,
  use: (trace: Trace) => Result,
  options: TraceOptions = {},
): Result {
  const variables = Object.values(tf.engine().state.registeredVariables);
  for (const variable of variables) backend.pinnedValue(variable);
  const placeholders: Record<string, tf.Tensor> = {};
  let outputs: tf.NamedTensorMap = {};
  const log = backend.recordSeparately(() => {
    for (const [name, input] of Object.entries(inputs)) {
      placeholders[name] = tf.tensor(input.data, [...input.shape], input.dtype);
    }
    outputs = tf.tidy(() => build(placeholders));
  });
  const sources = new Map<Value, LeafSource>();
  for (const [name, tensor] of Object.entries(placeholders)) {
    sources.set(backend.recordedValue(tensor), { kind: 'input', name });
  }
  for (const variable of variables) {
    sources.set(backend.recordedValue(variable), { kind: 'variable', variable });
  }
  const values = Object.entries(outputs).map(
    ([name, tensor]) => [name, backend.recordedValue(tensor)] as const,
  );
  const scattered = values.flatMap(([name, value]) => {
    const parts = options.scatterOnHost ? scatteredRows(log, value) : undefined;
    return parts === undefined ? [] : [{ name, ...parts, size: value.size }];
  });
  const apart = new Set(scattered.map(({ name }) => name));
  const whole = values.filter(([name]) => !apart.has(name));
  const wanted = [
    ...new Set([...whole.map(([, value]) => value), ...scattered.flatMap(({ rows, ids }) => [rows, ids])]),
  ];
  const position = (value: Value) => wanted.indexOf(value);
  const graph = recordedGraph(neededOps(log, wanted), wanted);
  const result = use({
    graph,
    sources: graph.leaves.map((leaf) => sources.get(leaf) ?? { kind: 'constant' }),
    outputs: new Map(whole.map(([name, value]) => [name, position(value)])),
    scattered: new Map(
      scattered.map(({ name, rows, ids, size }) => [
        name,
        { rows: position(rows), ids: position(ids), size },
      ]),
    ),
  });
  tf.dispose(placeholders);
  tf.dispose(outputs);
  return result;
}
