// What accuracy is worth: how often the answer that needs no model would be right.

export interface CountedClass {
  readonly name: string;
  /** Examples of the class in the training split, and in the split that is measured. */
  readonly train: number;
  readonly measured: number;
}

export interface Guessing {
  /** The most frequent class of the training split; the first of several. */
  readonly class: string;
  /** Share of the measured examples that are of this class, 0 to 1. */
  readonly accuracy: number;
}

/** Always answering with the most frequent class of the training split; null where nothing was measured. */
export function guessing(classes: readonly CountedClass[]): Guessing | null {
  const [first, ...others] = classes;
  const examples = classes.reduce((sum, { measured }) => sum + measured, 0);
  if (first === undefined || examples === 0) return null;
  const most = others.reduce((best, each) => (each.train > best.train ? each : best), first);
  return { class: most.name, accuracy: most.measured / examples };
}
