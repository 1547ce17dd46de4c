// From recorded ops to a compiled session, once for each structure: the graph cache of the `ort` backend.

import { engineError } from '../errors.ts';
import type { DeviceArray } from '../gpu/device-array.ts';
import { GraphBuilder, type Operand } from '../onnx/graph-builder.ts';
import { encodeModel } from '../onnx/onnx-encoding.ts';
import type { OnnxGraph, OnnxNode } from '../onnx/onnx-graph.ts';
import { fuseActivations } from './fuse-activations.ts';
import type { RecordedOp, Value } from './recording.ts';
import { type HostArray, type OrtTensor, ortTensor, Session, type SessionOptions } from './session.ts';

/** Counters of a cache, for `finesse doctor`, tests and benchmarks. */
export interface GraphCacheStatistics {
  readonly graphs: number;
  readonly hits: number;
  readonly misses: number;
  /** Misses that only changed which scalars are inputs. */
  readonly respecialised: number;
  readonly compileMs: number;
}

/** A graph as it was recorded: ops in order, the values they read from outside, and the values wanted. */
export interface RecordedGraph {
  readonly ops: readonly RecordedOp[];
  readonly leaves: readonly Value[];
  readonly outputs: readonly Value[];
  /** Structure as text: kernels, attributes, wiring, shapes and dtypes. Never identity, never values. */
  readonly key: string;
}

/** Which leaves of a graph are compiled in with their present values. */
export type ConstantLeaf = (leaf: Value, index: number) => boolean;

/** A graph with a tensor of more elements than this is worth several threads. */
const parallelSize = 32_768;

/** Puts a recorded graph together and computes its key. */
export function recordedGraph(ops: readonly RecordedOp[], outputs: readonly Value[]): RecordedGraph {
  const numbers = new Map<Value, number>();
  const leaves: Value[] = [];
  const reference = (value: Value): string => {
    const known = numbers.get(value);
    if (known !== undefined) return String(known);
    const number = -1 - leaves.length;
    numbers.set(value, number);
    leaves.push(value);
    return `${number}:${value.dtype}[${value.shape}]${value.pinned ? 'p' : ''}`;
  };
  const parts: string[] = [];
  let made = 0;
  for (const op of ops) {
    parts.push(
      op.kernel,
      op.attrsKey,
      ...op.inputs.map((input) => (input === undefined ? '-' : reference(input))),
    );
    for (const output of op.outputs) numbers.set(output, made++);
  }
  parts.push('=>', ...outputs.map(reference));
  return { ops, leaves, outputs, key: parts.join(' ') };
}

/** The ONNX graph of a recorded graph. Leaves that are not constant become inputs `x<index>`; outputs are `y<index>`. */
export function lowerGraph(graph: RecordedGraph, isConstant: ConstantLeaf, portable = false): OnnxGraph {
  const b = new GraphBuilder({ portable });
  const names = new Map<Value, string>();
  const inputs = graph.leaves.flatMap((leaf, index) => {
    if (isConstant(leaf, index)) {
      const data = leaf.onHost() as HostArray;
      names.set(
        leaf,
        b.initializer(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), leaf.shape, leaf.dtype),
      );
      return [];
    }
    names.set(leaf, `x${index}`);
    return [{ name: `x${index}`, dtype: leaf.dtype, shape: leaf.shape }];
  });
  for (const op of graph.ops) lowerOp(b, op, names);
  const outputs = graph.outputs.map((value, index) => {
    // An identity node gives every output its own name, also where a kernel passes its input through.
    const name = `y${index}`;
    b.nodes.push({
      opType: 'Identity',
      domain: '',
      inputs: [names.get(value) as string],
      outputs: [name],
      attributes: {},
    });
    return { name, dtype: value.dtype, shape: value.shape };
  });
  return {
    inputs,
    outputs,
    initializers: b.initializers,
    nodes: renameOutputs(fuseActivations(b.nodes, b.initializers), graph.outputs.length),
  };
}

function lowerOp(b: GraphBuilder, op: RecordedOp, names: Map<Value, string>): void {
  const operands = op.inputs.map((input) =>
    input === undefined
      ? undefined
      : { name: names.get(input) as string, shape: input.shape, dtype: input.dtype },
  );
  // Rows declare which of their inputs may be absent.
  const lowered = op.row.lower(b, operands as Operand[], op.attrs, op.outputs);
  const results = typeof lowered === 'string' ? [lowered] : lowered;
  op.outputs.forEach((output, index) => {
    names.set(output, results[index] as string);
  });
}

/**
 * Lets the node that makes an output carry the output's name, where it is made by a node of this graph and wanted
 * once: saves a copy.
 */
function renameOutputs(nodes: readonly OnnxNode[], count: number): OnnxNode[] {
  const identities = nodes.slice(nodes.length - count);
  const body = nodes.slice(0, nodes.length - count);
  const made = new Set(body.flatMap((node) => node.outputs));
  const renamed = new Map<string, string>();
  const kept: OnnxNode[] = [];
  for (const identity of identities) {
    const source = identity.inputs[0] as string;
    if (made.has(source) && !renamed.has(source)) renamed.set(source, identity.outputs[0] as string);
    else kept.push({ ...identity, inputs: [renamed.get(source) ?? source] });
  }
  const rename = (name: string) => renamed.get(name) ?? name;
  return [
    ...body.map((node) => ({ ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) })),
    ...kept,
  ];
}

/** A compiled graph, wherever it computes. */
export interface RunnableGraph {
  /** Runs with the given leaves (constant ones are ignored) and returns the outputs in order. */
  run(leaves: readonly Value[]): (HostArray | DeviceArray)[];
  dispose(): void;
}

/** A graph compiled for certain constant leaves. */
export class CompiledGraph implements RunnableGraph {
  readonly #session: Session;
  readonly #constants: ReadonlySet<number>;
  readonly outputCount: number;

  constructor(graph: RecordedGraph, constants: ReadonlySet<number>, options: SessionOptions) {
    this.#constants = constants;
    this.outputCount = graph.outputs.length;
    const onnx = lowerGraph(graph, (_, index) => constants.has(index));
    try {
      this.#session = new Session(encodeModel(onnx), options);
    } catch (cause) {
      throw engineError('compile-failed', { kernels: kernelList(graph), reason: messageOf(cause) }, cause);
    }
  }

  /** Runs with the given leaves (constant ones are ignored) and returns the outputs in order. */
  run(leaves: readonly Value[]): HostArray[] {
    const feeds: Record<string, OrtTensor> = {};
    leaves.forEach((leaf, index) => {
      if (!this.#constants.has(index))
        feeds[`x${index}`] = ortTensor(leaf.dtype, leaf.onHost() as HostArray, leaf.shape);
    });
    const fetches: Record<string, null> = {};
    for (let i = 0; i < this.outputCount; i++) fetches[`y${i}`] = null;
    try {
      const results = this.#session.run(feeds, fetches);
      return Array.from(
        { length: this.outputCount },
        (_, index) => (results[`y${index}`] as OrtTensor).data as HostArray,
      );
    } catch (cause) {
      throw engineError('run-failed', { reason: messageOf(cause) }, cause);
    }
  }

  dispose(): void {
    this.#session.dispose();
  }
}

interface Entry {
  compiled: CompiledGraph;
  /** Scalar leaves compiled in, with the value each had. */
  constants: Map<number, number>;
  /** Scalar leaves seen with different values: inputs from now on. */
  readonly varying: Set<number>;
}

/** Compiled graphs by structure, the least recently used dropped first. */
export class GraphCache {
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;
  #hits = 0;
  #misses = 0;
  #respecialised = 0;
  #compileMs = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Computes the outputs of a graph; all leaves must be computed. */
  run(graph: RecordedGraph, threads: number): HostArray[] {
    return this.#compiled(graph, threads).run(graph.leaves);
  }

  statistics(): GraphCacheStatistics {
    return {
      graphs: this.#entries.size,
      hits: this.#hits,
      misses: this.#misses,
      respecialised: this.#respecialised,
      compileMs: this.#compileMs,
    };
  }

  dispose(): void {
    for (const entry of this.#entries.values()) entry.compiled.dispose();
    this.#entries.clear();
  }

  #compiled(graph: RecordedGraph, threads: number): CompiledGraph {
    const entry = this.#entries.get(graph.key);
    if (entry === undefined) {
      this.#misses++;
      return this.#add(graph, new Set(), threads).compiled;
    }
    this.#entries.delete(graph.key);
    this.#entries.set(graph.key, entry);
    const changed = [...entry.constants].filter(
      ([index, value]) => !Object.is(scalarOf(graph.leaves[index] as Value), value),
    );
    if (changed.length === 0) {
      this.#hits++;
      return entry.compiled;
    }
    this.#misses++;
    this.#respecialised++;
    for (const [index] of changed) entry.varying.add(index);
    entry.compiled.dispose();
    return this.#add(graph, entry.varying, threads).compiled;
  }

  /** Scalars are compiled in by value until they are seen to change: most are constants of the caller's formulas. */
  #add(graph: RecordedGraph, varying: Set<number>, threads: number): Entry {
    const started = performance.now();
    const constants = new Map<number, number>();
    graph.leaves.forEach((leaf, index) => {
      if (isScalarConstant(leaf) && !varying.has(index)) constants.set(index, scalarOf(leaf));
    });
    const options = { threads: threadsFor(graph, threads), purpose: 'training' } as const;
    const entry = {
      compiled: new CompiledGraph(graph, new Set(constants.keys()), options),
      constants,
      varying,
    };
    this.#entries.set(graph.key, entry);
    if (this.#entries.size > this.#capacity) this.#dropOldest();
    this.#compileMs += performance.now() - started;
    return entry;
  }

  #dropOldest(): void {
    const [key, entry] = this.#entries.entries().next().value as [string, Entry];
    this.#entries.delete(key);
    entry.compiled.dispose();
  }
}

/** A scalar that may be compiled into a graph by value. */
export function isScalarConstant(leaf: Value): boolean {
  return leaf.size === 1 && !leaf.pinned;
}

function scalarOf(leaf: Value): number {
  return (leaf.onHost() as HostArray)[0] as number;
}

/** Threads worth using for a graph: one where every tensor is small. */
export function threadsFor(graph: RecordedGraph, threads: number): number {
  const values = [...graph.leaves, ...graph.ops.flatMap((op) => op.outputs)];
  return values.some((value) => value.size > parallelSize) ? threads : 1;
}

function kernelList(graph: RecordedGraph): string {
  return graph.ops
    .slice(-12)
    .map(
      (op) =>
        `${op.kernel}(${op.inputs.map((input) => (input ? `${input.dtype}[${input.shape}]` : '-')).join(', ')})`,
    )
    .join(', ');
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
