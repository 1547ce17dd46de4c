// A recorded graph on a device: variables are read where they live, and results may stay there.
import type { RunnableGraph } from '../ort/compiled-graph.ts';
import { lowerGraph } from '../ort/lower-graph.ts';
import type { RecordedGraph } from '../ort/recorded-graph.ts';
import type { Value } from '../ort/recording.ts';
import { type HostArray, ortTensor } from '../ort/session.ts';
import type { Device } from './device.ts';
import type { DeviceArray } from './device-array.ts';
import { DeviceSession } from './device-session.ts';

export interface DeviceGraphOptions {
  readonly purpose: 'training' | 'frozen';
  readonly threads: number;
  /** Leaves compiled in. */
  readonly constants: ReadonlySet<number>;
  /** Outputs that stay on the device. */
  readonly resident: ReadonlySet<number>;
}

export class DeviceGraph implements RunnableGraph {
  readonly #device: Device;
  readonly #constants: ReadonlySet<number>;
  readonly #session: DeviceSession;
  readonly #outputCount: number;

  constructor(device: Device, graph: RecordedGraph, options: DeviceGraphOptions) {
    this.#device = device;
    this.#constants = options.constants;
    this.#outputCount = graph.outputs.length;
    // FusedMatMul and the blocked convolutions are the CPU's; the provider would send them there one by one.
    const portable = lowerGraph(graph, (_, index) => options.constants.has(index), true);
    this.#session = new DeviceSession(device, portable, {
      name: `a ${options.purpose} graph of ${graph.ops.length} kernels`,
      purpose: options.purpose,
      threads: options.threads,
      resident: new Set([...options.resident].map((index) => `y${index}`)),
    });
  }

  run(leaves: readonly Value[]): (HostArray | DeviceArray)[] {
    const feeds = leaves.flatMap((leaf, index) =>
      this.#constants.has(index) ? [] : [[`x${index}`, this.#feed(leaf)] as const],
    );
    const results = this.#session.run(Object.fromEntries(feeds));
    return Array.from({ length: this.#outputCount }, (_, index) => results[`y${index}`]!);
  }

  #feed(leaf: Value) {
    const isVariable = leaf.pinned && leaf.dtype === 'float32';
    return isVariable ? leaf.onDevice(this.#device) : ortTensor(leaf.dtype, leaf.onHost()!, leaf.shape);
  }

  dispose(): void {
    this.#session.dispose();
  }
}
