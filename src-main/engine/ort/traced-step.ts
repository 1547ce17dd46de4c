// Compiled steps of the `ort` backend: the step function is traced once for each set of input shapes; after that a
// run only feeds arrays to the compiled graph. Variables go in by reference.
import * as tf from '@tensorflow/tfjs-core';
import type { CompiledStep, StepFunction, StepInputs, StepOptions, StepOutputs } from '../compiled-step.ts';
import { CompiledGraph, graphSize, recordedGraph } from './graph-cache.ts';
import type { OrtBackend } from './ort-backend.ts';
import { neededOps, Value } from './recording.ts';
import type { HostArray } from './session.ts';

/** Where a leaf of a traced graph gets its value from at each run. */
type LeafSource =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'variable'; readonly variable: tf.Variable }
  | { readonly kind: 'tensor'; readonly value: Value };

interface Trace {
  readonly graph: CompiledGraph;
  readonly leaves: readonly LeafSource[];
  /** Position of each named output among the graph's outputs. */
  readonly outputs: ReadonlyMap<string, number>;
}

/** Makes a compiled step; see CompiledStep. */
export function traceStep(backend: OrtBackend, build: StepFunction, options: StepOptions): CompiledStep {
  const traces = new Map<string, Trace>();
  return {
    run(inputs) {
      const key = inputsKey(inputs);
      let trace = traces.get(key);
      if (trace === undefined) {
        trace = compile(backend, build, inputs, options);
        traces.set(key, trace);
      }
      return replay(backend, trace, inputs);
    },
    dispose() {
      for (const trace of traces.values()) trace.graph.dispose();
      traces.clear();
    },
  };
}

function inputsKey(inputs: StepInputs): string {
  return Object.entries(inputs)
    .map(([name, input]) => `${name}:${input.dtype}[${input.shape}]`)
    .join(' ');
}

function compile(backend: OrtBackend, build: StepFunction, inputs: StepInputs, options: StepOptions): Trace {
  const sources = new Map<Value, LeafSource>();
  const variables = Object.values(tf.engine().state.registeredVariables);
  for (const variable of variables) backend.hostArray(variable);
  let outputs: tf.NamedTensorMap = {};
  const placeholders: tf.Tensor[] = [];
  const log = backend.recordSeparately(() => {
    const tensors = Object.entries(inputs).map(([name, input]) => {
      const tensor = tf.tensor(input.data, [...input.shape], input.dtype);
      placeholders.push(tensor);
      sources.set(backend.recordedValue(tensor), { kind: 'input', name });
      return [name, tensor] as const;
    });
    outputs = tf.tidy(() => build(Object.fromEntries(tensors)));
  });
  for (const variable of variables)
    sources.set(backend.recordedValue(variable), { kind: 'variable', variable });
  const names = Object.keys(outputs);
  const wanted = [...new Set(names.map((name) => backend.recordedValue(outputs[name] as tf.Tensor)))];
  const positions = new Map(
    names.map((name) => [name, wanted.indexOf(backend.recordedValue(outputs[name] as tf.Tensor))]),
  );
  const graph = recordedGraph(neededOps(log, wanted), wanted);
  const constants = new Set<number>();
  const leaves = graph.leaves.map((leaf, index): LeafSource => {
    const source = sources.get(leaf);
    if (source === undefined || (options.frozen && source.kind === 'variable')) {
      // Made while tracing (a constant of the formulas), or frozen.
      constants.add(index);
      return { kind: 'tensor', value: leaf };
    }
    return source;
  });
  const compiled = new CompiledGraph(graph, constants, {
    threads: graphSize(graph) > 32_768 ? backend.threads : 1,
    purpose: options.frozen ? 'frozen' : 'training',
  });
  tf.dispose(placeholders);
  tf.dispose(outputs);
  return {
    graph: compiled,
    leaves: leaves.map((leaf, index) => (constants.has(index) ? constantLeaf : leaf)),
    outputs: positions,
  };
}

/** Stands in the place of a leaf that is compiled in, so that its array is not kept alive. */
const constantLeaf: LeafSource = {
  kind: 'tensor',
  value: new Value({ shape: [], dtype: 'float32' }, new Float32Array(1)),
};

function replay(backend: OrtBackend, trace: Trace, inputs: StepInputs): StepOutputs {
  const leaves = trace.leaves.map((leaf) => {
    if (leaf.kind === 'input') {
      const input = inputs[leaf.name] as StepInputs[string];
      return new Value({ shape: input.shape, dtype: input.dtype }, input.data as HostArray);
    }
    return leaf.kind === 'variable' ? backend.recordedValue(leaf.variable) : leaf.value;
  });
  const results = trace.graph.run(leaves);
  return Object.fromEntries(
    [...trace.outputs].map(([name, position]) => [name, results[position] as HostArray]),
  );
}
