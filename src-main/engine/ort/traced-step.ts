// Compiled steps of the `ort` backend: the step function is traced once for each set of input shapes; after that a
// run only feeds arrays to the compiled graph. Variables go in by reference.
import type { CompiledStep, StepFunction, StepInputs, StepOptions } from '../compiled-step.ts';
import type { DeviceArray } from '../gpu/device-array.ts';
import { DeviceGraph } from '../gpu/device-graph.ts';
import { CompiledGraph, type RunnableGraph } from './compiled-graph.ts';
import { scatterOnHost } from './host-scatter.ts';
import type { OrtBackend } from './ort-backend.ts';
import { hasLargeTensors, threadsFor } from './recorded-graph.ts';
import { Value } from './recording.ts';
import type { HostArray } from './session.ts';
import { type LeafSource, type Trace, traceGraph } from './trace.ts';

interface TracedGraph {
  readonly compiled: RunnableGraph;
  readonly sources: readonly LeafSource[];
  readonly outputs: Trace['outputs'];
  readonly scattered: Trace['scattered'];
}

type StepResults = ReturnType<CompiledStep<DeviceArray>['run']>;

/** Makes a compiled step; see CompiledStep. */
export function traceStep(
  backend: OrtBackend,
  build: StepFunction,
  options: StepOptions,
): CompiledStep<DeviceArray> {
  const graphs = new Map<string, TracedGraph>();
  return {
    run(inputs) {
      const key = inputsKey(inputs);
      let graph = graphs.get(key);
      if (graph === undefined) {
        graph = traceGraph(
          backend,
          build,
          inputs,
          (trace) => compile(backend, trace, { ...options, first: graphs.size === 0 }),
          { scatterOnHost: backend.device === undefined },
        );
        graphs.set(key, graph);
      }
      return replay(backend, graph, inputs);
    },
    dispose() {
      for (const graph of graphs.values()) graph.compiled.dispose();
      graphs.clear();
    },
  };
}

function inputsKey(inputs: StepInputs): string {
  return Object.entries(inputs)
    .map(([name, input]) => `${name}:${input.dtype}[${input.shape}]`)
    .join(' ');
}

/** `first`: the step's usual shapes. A rest of a batch comes once an epoch and does not hold memory for it. */
function compile(
  backend: OrtBackend,
  trace: Trace,
  options: StepOptions & { readonly first: boolean },
): TracedGraph {
  const { first } = options;
  const isConstant = (source: LeafSource) =>
    source.kind === 'constant' || (options.frozen === true && source.kind === 'variable');
  const constants = new Set(trace.sources.flatMap((source, index) => (isConstant(source) ? [index] : [])));
  const purpose = options.frozen ? 'frozen' : 'training';
  const threads = threadsFor(trace.graph, backend.threads);
  const keepsMemory = first && hasLargeTensors(trace.graph);
  const { device } = backend;
  const compiled =
    device === undefined
      ? new CompiledGraph(trace.graph, constants, { threads, purpose, keepsMemory })
      : new DeviceGraph(device, trace.graph, {
          threads,
          purpose,
          constants,
          resident: residentOutputs(trace, options),
        });
  return { compiled, sources: trace.sources, outputs: trace.outputs, scattered: trace.scattered };
}

function residentOutputs({ outputs }: Trace, { resident }: StepOptions): Set<number> {
  return new Set([...outputs].flatMap(([name, position]) => (resident?.(name) === true ? [position] : [])));
}

/** Stands in the place of leaves that are compiled in. */
const unused = new Value({ shape: [], dtype: 'float32' }, new Float32Array(1));

function replay(backend: OrtBackend, graph: TracedGraph, inputs: StepInputs): StepResults {
  const leaves = graph.sources.map((source) => {
    switch (source.kind) {
      case 'input': {
        const input = inputs[source.name];
        return new Value({ shape: input.shape, dtype: input.dtype }, input.data);
      }
      case 'variable':
        return backend.pinnedValue(source.variable);
      case 'constant':
        return unused;
      default:
        return source satisfies never;
    }
  });
  const results = graph.compiled.run(leaves);
  const whole = [...graph.outputs].map(([name, position]): [string, HostArray | DeviceArray] => [
    name,
    results[position],
  ]);
  const scattered = [...graph.scattered].map(([name, { rows, ids, size }]): [string, HostArray] => [
    name,
    // Steps scatter on the host only where their results are the host's; segment ids are int32.
    scatterOnHost(results[rows] as Float32Array, results[ids] as Int32Array, size),
  ]);
  return Object.fromEntries([...whole, ...scattered]);
}
