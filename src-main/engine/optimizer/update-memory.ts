// Parameters and their moments in wasm memory, where the update loops can reach them.
import { readFileSync } from 'node:fs';

/** Exports of update-loops.wasm; see update-loops.assembly.ts. */
export interface UpdateLoops {
  adam(
    w: number,
    g: number,
    m: number,
    v: number,
    n: number,
    scale: number,
    l2: number,
    shrink: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    stepSize: number,
    rootCorrection: number,
  ): void;
  sgd(
    w: number,
    g: number,
    buffer: number,
    n: number,
    scale: number,
    l2: number,
    momentum: number,
    rate: number,
  ): void;
  sumOfSquares(g: number, n: number): number;
}

/** Where one parameter lies. Regions are `slotElements` long: the values, then one region for each moment. */
export interface ParameterSlot {
  readonly memory: UpdateMemory;
  /** Byte offset of the values. */
  readonly offset: number;
  /** Elements, rounded up to the loops' step. */
  readonly slotElements: number;
  readonly values: Float32Array;
  readonly moments: readonly Float32Array[];
}

/** Elements of the gradient that are copied in at a time: small enough to stay in the second-level cache. */
export const stagingElements = 16_384;

const laneElements = 4;
const pageBytes = 65_536;
/** Bytes of one memory; several are used where the parameters need more. */
const memoryLimitBytes = 2 ** 31;

/** One wasm memory with its loops; the first bytes are the staging area. */
export class UpdateMemory {
  readonly loops: UpdateLoops;
  readonly staging: Float32Array;
  readonly buffer: ArrayBuffer;

  constructor(sizeBytes: number) {
    const pages = Math.ceil(sizeBytes / pageBytes);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    const instance = new WebAssembly.Instance(updateModule(), { env: { memory } });
    // The module's exports are those of update-loops.assembly.ts.
    this.loops = instance.exports as unknown as UpdateLoops;
    this.buffer = memory.buffer;
    this.staging = new Float32Array(memory.buffer, 0, stagingElements);
  }
}

let compiled: WebAssembly.Module | undefined;

function updateModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(new URL('./update-loops.wasm', import.meta.url)));
  return compiled;
}

/** Lays parameters of the given sizes (elements) out over as few memories as needed, moments zeroed. */
export function allocateParameters(sizes: readonly number[], momentCount: number): ParameterSlot[] {
  const slots: ParameterSlot[] = [];
  const bytesOf = (size: number) => roundUp(size) * 4 * (1 + momentCount);
  let first = 0;
  while (first < sizes.length) {
    let total = stagingElements * 4;
    let end = first;
    while (end < sizes.length && (end === first || total + bytesOf(sizes[end]) <= memoryLimitBytes))
      total += bytesOf(sizes[end++]);
    const memory = new UpdateMemory(total);
    let offset = stagingElements * 4;
    for (const size of sizes.slice(first, end)) {
      slots.push(slotAt(memory, offset, size, momentCount));
      offset += bytesOf(size);
    }
    first = end;
  }
  return slots;
}

function slotAt(memory: UpdateMemory, offset: number, size: number, momentCount: number): ParameterSlot {
  const slotElements = roundUp(size);
  const region = (index: number) => new Float32Array(memory.buffer, offset + index * slotElements * 4, size);
  const moments = Array.from({ length: momentCount }, (_, index) => region(index + 1));
  return { memory, offset, slotElements, values: region(0), moments };
}

function roundUp(elements: number): number {
  return Math.ceil(elements / laneElements) * laneElements;
}
