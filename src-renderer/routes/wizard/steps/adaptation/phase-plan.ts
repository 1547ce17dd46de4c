// Phases as a person edits them: written in the recipe's own form, shown over the stages of the network.

/** `trainable` of a recipe. */
export type Trainable = 'head' | 'all' | { readonly lastStages: number };

export interface WrittenPhase {
  readonly name?: string;
  readonly epochs: number;
  readonly trainable: Trainable;
  readonly learningRate?: number;
}

/**
 * What to write so that training begins at stage `first`. `trainableStages` are the indices of stages that have
 * parameters, the head last, as the model's description gives them.
 */
export function trainableFrom(first: number, trainableStages: readonly number[]): Trainable {
  const trained = trainableStages.filter((index) => index >= first).length;
  if (trained <= 1) return 'head';
  return trained === trainableStages.length ? 'all' : { lastStages: trained - 1 };
}

interface PlannedPhase {
  readonly name: string;
  readonly epochs: number;
  readonly firstTrained: number;
}

/** A planned preset as phases that can be edited. */
export function writtenPhases(
  planned: readonly PlannedPhase[],
  trainableStages: readonly number[],
): WrittenPhase[] {
  return planned.map(({ name, epochs, firstTrained }) => ({
    name,
    epochs,
    trainable: trainableFrom(firstTrained, trainableStages),
  }));
}

/** A copy with phase `at` changed. */
export function withPhase(
  phases: readonly WrittenPhase[],
  at: number,
  change: Partial<WrittenPhase>,
): WrittenPhase[] {
  return phases.map((phase, index) => (index === at ? { ...phase, ...change } : phase));
}

/** A copy with phase `at` moved by `by` places; unchanged where it would leave the list. */
export function movedPhase(phases: readonly WrittenPhase[], at: number, by: number): readonly WrittenPhase[] {
  const target = at + by;
  if (target < 0 || target >= phases.length) return phases;
  const moved = [...phases];
  const [phase] = moved.splice(at, 1);
  moved.splice(target, 0, phase!); // at is a place of the list
  return moved;
}
