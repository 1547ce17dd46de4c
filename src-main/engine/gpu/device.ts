// A GPU that ONNX Runtime's WebGPU provider reaches: values go to it and come back through graphs that only pass
// them on, because the binding can neither read nor write device memory itself.
import type { Message } from '../../errors.ts';
import { engineError } from '../errors.ts';
import { encodeModel } from '../onnx/onnx-encoding.ts';
import type { OnnxGraph } from '../onnx/onnx-graph.ts';
import { ortTensor, Session } from '../ort/session.ts';
import { DeviceArray } from './device-array.ts';

export class Device {
  /** Told, in one line, of everything that the CPU has to do instead. */
  readonly warn: (warning: Message) => void;
  /** Arrays that have not been disposed. */
  living = 0;
  readonly #transfers = new Map<string, Session>();

  /** Throws engine.provider-failed where the provider finds no device or the device does not give back what it got. */
  constructor(warn: (warning: Message) => void) {
    this.warn = warn;
    const sent = Float32Array.of(1, -2, 3);
    let received: Float32Array;
    try {
      const array = this.upload(sent, [3]);
      received = array.read();
      array.dispose();
    } catch (cause) {
      throw engineError('provider-failed', { provider: 'webgpu', reason: firstLine(cause) }, cause);
    }
    if (sent.some((value, index) => value !== received[index]))
      throw engineError('provider-failed', {
        provider: 'webgpu',
        reason: `it returned [${received}] for [${sent}]`,
      });
  }

  /** Copies values to the device. */
  upload(values: Float32Array, shape: readonly number[]): DeviceArray {
    const { y } = this.#transfer('upload', shape.length).run(
      { x: ortTensor('float32', values, shape) },
      { y: null },
    );
    return new DeviceArray(this, y!);
  }

  /** Copies values from the device. */
  download({ tensor, shape }: DeviceArray): Float32Array {
    const { y } = this.#transfer('download', shape.length).run({ x: tensor }, { y: null });
    return y!.data as Float32Array;
  }

  dispose(): void {
    for (const session of this.#transfers.values()) session.dispose();
    this.#transfers.clear();
  }

  /** A graph that passes on a tensor of this rank; where its output stays decides the direction. */
  #transfer(direction: 'upload' | 'download', rank: number): Session {
    const key = direction + rank;
    let session = this.#transfers.get(key);
    if (session === undefined) {
      session = new Session(encodeModel(passOn(rank)), {
        threads: 1,
        purpose: 'training',
        provider: 'webgpu',
        resident: new Set(direction === 'upload' ? ['y'] : []),
      });
      this.#transfers.set(key, session);
    }
    return session;
  }
}

function passOn(rank: number): OnnxGraph {
  const shape = Array.from({ length: rank }, (_, axis) => `d${axis}`);
  const node = { opType: 'Identity', domain: '', inputs: ['x'], outputs: ['y'], attributes: {} };
  return {
    inputs: [{ name: 'x', dtype: 'float32', shape }],
    outputs: [{ name: 'y', dtype: 'float32', shape }],
    initializers: [],
    nodes: [node],
  };
}

/** What a person can use of ONNX Runtime's message, which goes on with source lines. */
export function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split('\n')[0]!.replace(/^.*was false\. /, '');
}
