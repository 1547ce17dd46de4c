// An exponential moving average of the weights of a phase: it is what gets validated, kept and exported, while training
// goes on from the weights themselves. Steps at a high rate scatter around a good place; their mean is nearer to it.
// Sources: Polyak and Juditsky 1992; the decay that grows at the start is that of TensorFlow's ExponentialMovingAverage
// with `num_updates`.
import { hostVariableBackend, readVariable, writeVariable } from '../engine/variables.ts';
import type { Parameter } from '../models/model.ts';

/** Following takes time of its own: after the first updates it does so in strides, which the average hardly feels. */
const firstUpdates = 96;
const laterStride = 8;

export class WeightAverage {
  readonly #parameters: readonly Parameter[];
  readonly #averages: Map<string, Float32Array>;
  readonly #decay: number;

  /** Begins with the present values. `decay`: share of the old average that one update leaves, 0 to below 1. */
  constructor(parameters: readonly Parameter[], decay: number) {
    this.#parameters = parameters;
    this.#averages = new Map(parameters.map(({ name, variable }) => [name, readVariable(variable)]));
    this.#decay = decay;
  }

  /** Takes the present weights in, after the phase's update number `updates`, counted from 1. */
  follow(updates: number): void {
    const stride = updates <= firstUpdates ? 1 : laterStride;
    if (updates % stride !== 0) return;
    const kept = Math.min(this.#decay, (1 + updates) / (10 + updates)) ** stride;
    for (const { name, variable } of this.#parameters) {
      const average = this.#averages.get(name)!;
      const values = hostVariableBackend()?.hostArray(variable) ?? readVariable(variable);
      for (let i = 0; i < average.length; i++) average[i]! += (1 - kept) * (values[i]! - average[i]!);
    }
  }

  /** Exchanges weights and average; a second time puts both back. */
  swap(): void {
    for (const { name, variable } of this.#parameters) {
      const values = readVariable(variable);
      writeVariable(variable, this.#averages.get(name)!);
      this.#averages.set(name, values);
    }
  }

  /** Copies by `<parameter>/average`, for a checkpoint. */
  tensors(): Map<string, Float32Array> {
    return new Map([...this.#averages].map(([name, values]) => [`${name}/average`, values.slice()]));
  }

  /** Takes up what `tensors` gave. A checkpoint from before there were averages has none: they begin anew. */
  restore(tensors: ReadonlyMap<string, Float32Array>): void {
    for (const [name, average] of this.#averages) average.set(tensors.get(`${name}/average`) ?? average);
  }
}
