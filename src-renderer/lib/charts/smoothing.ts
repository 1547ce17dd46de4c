// Smoothing of a noisy curve: an exponential moving average without the pull towards 0 at its start, as TensorBoard
// does it.

/** `weight` from 0 (as it is) to below 1. Nulls stay and do not count. */
export function smoothed(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight === 0) return [...values];
  let average = 0;
  let unseen = 1;
  return values.map((value) => {
    if (value === null) return null;
    average = average * weight + (1 - weight) * value;
    unseen *= weight;
    return average / (1 - unseen);
  });
}
