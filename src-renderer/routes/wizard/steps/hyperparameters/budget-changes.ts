// What a budget set, setting by setting. Pure.
interface Change {
  readonly path: string;
  readonly value: unknown;
}

export interface BudgetChange {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Those that hold another value than before. A setting of parts, like early stopping, is told by its parts. */
export function budgetChanges(
  changed: readonly Change[],
  valueBefore: (path: string) => unknown,
): BudgetChange[] {
  return changed
    .flatMap(({ path, value }) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([part, after]) => ({ path: `${path}.${part}`, value: after as unknown }))
        : [{ path, value }],
    )
    .map(({ path, value }) => ({ path, before: valueBefore(path), after: value }))
    .filter(({ before, after }) => before !== after);
}
