// Faults by code, in other words than main's own. English needs none: main speaks it.
type Params = Readonly<Record<string, unknown>>;

export type FaultWords = Readonly<Record<string, (params: Params) => string>>;

export const faults: FaultWords = {};
