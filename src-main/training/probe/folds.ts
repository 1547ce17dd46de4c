// k parts of a set of examples, with the classes spread evenly over them.

export interface Fold {
  /** Rows to fit to, rising. */
  readonly fit: readonly number[];
  /** Rows to score, rising. */
  readonly score: readonly number[];
}

/**
 * `count` folds of rows with these labels, fewer where there are fewer groups. Rows of one group (examples with the
 * same content) stay in one fold; groups are dealt out in turn, class after class.
 */
export function folds(labels: Int32Array, groups: readonly string[], count: number): Fold[] {
  const order = [...labels.keys()].sort((a, b) => labels[a]! - labels[b]! || a - b);
  const foldOf = new Map<string, number>();
  const distinct = new Set(groups).size;
  const parts = Math.min(count, distinct);
  for (const row of order) if (!foldOf.has(groups[row]!)) foldOf.set(groups[row]!, foldOf.size % parts);
  const rows = (chosen: (fold: number) => boolean) =>
    [...labels.keys()].filter((row) => chosen(foldOf.get(groups[row]!)!));
  return Array.from({ length: parts }, (_, fold) => ({
    fit: rows((other) => other !== fold),
    score: rows((other) => other === fold),
  }));
}
