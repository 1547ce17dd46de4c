// SGD, Adam and AdamW outside the graph: gradients come from a compiled step, parameters are updated in place.
import type * as tf from '@tensorflow/tfjs-core';
import { engineError } from '../errors.ts';
import { DeviceArray, type Gradient } from '../gpu/device-array.ts';
import { DeviceOptimizer } from '../gpu/device-optimizer.ts';
import { deviceVariableBackend, hostVariableBackend, readVariable, writeVariable } from '../variables.ts';
import { momentNames } from './moments.ts';
import { allocateParameters, type ParameterSlot, stagingElements } from './update-memory.ts';

export interface OptimizerOptions {
  readonly kind: 'sgd' | 'adam' | 'adamw';
  readonly momentum: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** sgd, adam: added to the gradient as L2; adamw: decoupled. Only for parameters with `decay`. */
  readonly weightDecay: number;
}

export interface OptimizedParameter {
  readonly name: string;
  readonly decay: boolean;
  readonly variable: tf.Variable;
}

export interface OptimizerState {
  /** Number of updates so far. */
  readonly updates: number;
  /** Moments by `<parameter>/<moment>`; sgd has `momentum`, adam and adamw have `m` and `v`. */
  readonly tensors: ReadonlyMap<string, Float32Array>;
}

/** Formulas and names as in torch.optim.SGD, Adam and AdamW (momentum without dampening, no Nesterov, no AMSGrad). */
export interface Optimizer {
  /** Adds the gradients of one (micro-)batch, by parameter name. The arrays belong to the optimizer from then on. */
  accumulate(gradients: Readonly<Record<string, Gradient>>): void;
  /**
   * Updates the parameters with the mean of the accumulated gradients and forgets these.
   * `learningRate` gives each parameter's rate; `clipNorm` limits the global L2 norm of all gradients.
   * Returns that norm before clipping. Where it is not finite, nothing is updated.
   */
  apply(learningRate: (name: string) => number, clipNorm?: number): number;
  /** Copies of everything needed to continue exactly. */
  state(): OptimizerState;
  /** Takes up a state again. Throws FinesseError where a moment is missing or has another size. */
  restore(state: OptimizerState): void;
  /** Frees what it holds beside the parameters. */
  dispose(): void;
}

/**
 * Makes an optimizer for parameters that have their values already: their storage moves into the optimizer's memory,
 * so on the `ort` backend updates are seen by compiled steps without a copy. Where variables live on a device, so does
 * the optimizer.
 */
export function createOptimizer(
  options: OptimizerOptions,
  parameters: readonly OptimizedParameter[],
): Optimizer {
  const backend = deviceVariableBackend();
  return backend?.device === undefined
    ? new HostOptimizer(options, parameters)
    : new DeviceOptimizer(options, parameters, { backend, device: backend.device });
}

interface Slot extends ParameterSlot {
  readonly parameter: OptimizedParameter;
}

class HostOptimizer implements Optimizer {
  readonly #options: OptimizerOptions;
  readonly #slots: readonly Slot[];
  readonly #momentNames: readonly string[];
  #gradients = new Map<string, Float32Array>();
  #accumulated = 0;
  #updates = 0;

  constructor(options: OptimizerOptions, parameters: readonly OptimizedParameter[]) {
    this.#options = options;
    this.#momentNames = momentNames(options);
    const slots = allocateParameters(
      parameters.map(({ variable }) => variable.size),
      this.#momentNames.length,
    );
    this.#slots = slots.map((slot, index) => ({ ...slot, parameter: parameters[index] }));
    const host = hostVariableBackend();
    for (const { parameter, values } of this.#slots) {
      if (host === undefined) values.set(readVariable(parameter.variable));
      else host.bindHostArray(parameter.variable, values);
    }
  }

  accumulate(gradients: Readonly<Record<string, Gradient>>): void {
    for (const { parameter, values } of this.#slots) {
      const gradient = gradients[parameter.name];
      if (gradient instanceof DeviceArray) throw engineError('device-tensor', {});
      if (gradient?.length !== values.length) {
        throw engineError('bad-gradient', {
          name: parameter.name,
          expected: values.length,
          got: gradient?.length ?? 0,
        });
      }
      const sum = this.#gradients.get(parameter.name);
      if (sum === undefined) this.#gradients.set(parameter.name, gradient);
      else for (let i = 0; i < sum.length; i++) sum[i] += gradient[i];
    }
    this.#accumulated++;
  }

  apply(learningRate: (name: string) => number, clipNorm?: number): number {
    const norm = this.#gradientNorm() / this.#accumulated;
    if (Number.isFinite(norm)) {
      this.#updates++;
      const clip = clipNorm !== undefined && norm > clipNorm ? clipNorm / (norm + 1e-6) : 1;
      for (const slot of this.#slots)
        this.#update(slot, learningRate(slot.parameter.name), clip / this.#accumulated);
    }
    this.#gradients = new Map();
    this.#accumulated = 0;
    return norm;
  }

  #gradientNorm(): number {
    let sum = 0;
    for (const { parameter, memory } of this.#slots) {
      inChunks(this.#gradients.get(parameter.name) as Float32Array, memory.staging, (_, elements) => {
        sum += memory.loops.sumOfSquares(0, elements);
      });
    }
    return Math.sqrt(sum);
  }

  #update(slot: Slot, rate: number, scale: number): void {
    const { kind, momentum, beta1, beta2, epsilon, weightDecay } = this.#options;
    const { loops, staging } = slot.memory;
    const decay = slot.parameter.decay ? weightDecay : 0;
    const l2 = kind === 'adamw' ? 0 : decay;
    const shrink = kind === 'adamw' ? 1 - rate * decay : 1;
    const stepSize = rate / (1 - beta1 ** this.#updates);
    const rootCorrection = 1 / Math.sqrt(1 - beta2 ** this.#updates);
    const region = slot.slotElements * 4;
    inChunks(this.#gradients.get(slot.parameter.name) as Float32Array, staging, (start, elements) => {
      const w = slot.offset + start * 4;
      if (kind === 'sgd') loops.sgd(w, 0, w + region, elements, scale, l2, momentum, rate);
      else {
        loops.adam(
          w,
          0,
          w + region,
          w + 2 * region,
          elements,
          scale,
          l2,
          shrink,
          beta1,
          beta2,
          epsilon,
          stepSize,
          rootCorrection,
        );
      }
    });
    if (hostVariableBackend() === undefined) writeVariable(slot.parameter.variable, slot.values);
  }

  state(): OptimizerState {
    const tensors = new Map<string, Float32Array>();
    this.#eachMoment((key, moment) => tensors.set(key, moment.slice()));
    return { updates: this.#updates, tensors };
  }

  restore(state: OptimizerState): void {
    this.#eachMoment((key, moment) => {
      const saved = state.tensors.get(key);
      if (saved?.length !== moment.length) {
        throw engineError('bad-optimizer-state', {
          name: key,
          expected: moment.length,
          got: saved?.length ?? 0,
        });
      }
      moment.set(saved);
    });
    this.#updates = state.updates;
  }

  /** The memory goes with the last variable that lives in it. */
  dispose(): void {
    this.#gradients = new Map();
  }

  #eachMoment(visit: (key: string, moment: Float32Array) => void): void {
    for (const { parameter, moments } of this.#slots) {
      moments.forEach((moment, index) => {
        visit(`${parameter.name}/${this.#momentNames[index]}`, moment);
      });
    }
  }
}

/** Copies `source` into the staging area piece by piece, the rest of the last four elements zeroed. */
function inChunks(
  source: Float32Array,
  staging: Float32Array,
  visit: (start: number, elements: number) => void,
): void {
  for (let start = 0; start < source.length; start += stagingElements) {
    const piece = source.subarray(start, start + stagingElements);
    staging.set(piece);
    const elements = Math.ceil(piece.length / 4) * 4;
    staging.fill(0, piece.length, elements);
    visit(start, elements);
  }
}
