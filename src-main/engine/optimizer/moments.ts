// What an optimizer keeps beside each parameter.
import type { OptimizerOptions } from './optimizer.ts';

/** Names of the moments in an optimizer's state. */
export function momentNames({ kind }: OptimizerOptions): readonly string[] {
  return kind === 'sgd' ? ['momentum'] : ['m', 'v'];
}
