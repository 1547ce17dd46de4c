// A recorded graph as a session of ONNX Runtime, ready to be run with new leaves.
import { engineError } from '../errors.ts';
import type { DeviceArray } from '../gpu/device-array.ts';
import { encodeModel } from '../onnx/onnx-encoding.ts';
import { lowerGraph } from './lower-graph.ts';
import type { RecordedGraph } from './recorded-graph.ts';
import type { Value } from './recording.ts';
import { type HostArray, type OrtTensor, ortTensor, Session, type SessionOptions } from './session.ts';

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
