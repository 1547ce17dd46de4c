// Which depth of training pays, from what each predicted of examples it had not seen. Pure.

/** A depth and what it predicted of the examples it had not seen, over all folds. */
export interface TriedDepth {
  /** Name of its last phase. */
  readonly phase: string;
  /** Mean log loss, and the standard error of its difference to the lowest one. */
  readonly loss: number;
  readonly differenceError: number;
  readonly accuracy: number;
}

export interface ChosenDepth {
  /** Phases of the plan that are carried out, the probe included. */
  readonly phases: number;
  readonly folds: number;
  /** One for each phase of the plan. */
  readonly tried: readonly TriedDepth[];
}

/** Losses and hits of every training example, [depth][example], each said by a model that had not seen it. */
export interface HeldOut {
  readonly folds: number;
  readonly losses: readonly (readonly number[])[];
  readonly hits: readonly (readonly number[])[];
}

/**
 * The depth with the lowest loss, or a lesser one whose loss is within one standard error of the difference (Breiman et
 * al. 1984, section 3.4.3). `phases`: names, the probe first.
 */
export function depthOf(phases: readonly string[], { folds, losses, hits }: HeldOut): ChosenDepth {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const means = losses.map(mean);
  const best = losses[means.indexOf(Math.min(...means))]!;
  const tried = losses.map((list, depth): TriedDepth => {
    const differences = list.map((loss, row) => loss - best[row]!);
    const middle = mean(differences);
    const variance = mean(differences.map((value) => (value - middle) ** 2));
    return {
      phase: phases[depth]!,
      loss: means[depth]!,
      differenceError: Math.sqrt(variance / list.length),
      accuracy: mean(hits[depth]!),
    };
  });
  const lowest = Math.min(...means);
  const chosen = tried.findIndex(({ loss, differenceError }) => loss - lowest <= differenceError);
  return { phases: chosen + 1, folds, tried };
}
