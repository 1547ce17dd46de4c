// SGD, Adam and AdamW outside the graph: gradients come from a compiled step, parameters are updated in place.
import type * as tf from '@tensorflow/tfjs-core';

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

/** Formulas and names as in torch.optim.SGD, Adam and AdamW (momentum without dampening, no Nesterov, no AMSGrad). */
export interface Optimizer {
  /** Adds the gradients of one (micro-)batch, by parameter name. */
  accumulate(gradients: Readonly<Record<string, Float32Array>>): void;
  /**
   * Updates the parameters with the mean of the accumulated gradients and forgets these.
   * `learningRate` gives each parameter's rate; `clipNorm` limits the global L2 norm of all gradients.
   * Returns that norm before clipping. Leaves everything untouched and returns it where it is not finite.
   */
  apply(learningRate: (name: string) => number, clipNorm?: number): number;
  /** Everything needed to continue exactly: moments by `<parameter>/<moment>` and the number of updates. */
  state(): { readonly updates: number; readonly tensors: ReadonlyMap<string, Float32Array> };
  restore(state: { readonly updates: number; readonly tensors: ReadonlyMap<string, Float32Array> }): void;
  dispose(): void;
}
