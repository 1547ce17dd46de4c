// What kind of answer one is: the contract declares most of them as types only, which nothing checks while it runs.

/** Of a list its kind, of a record its fields. Throws where no carrier could hold it. */
export function shapeOf(answer: unknown): string {
  const carried: unknown = structuredClone(answer);
  if (Array.isArray(carried)) return 'list';
  if (typeof carried !== 'object' || carried === null) return typeof carried;
  const fields = Object.entries(carried).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return `{${fields.sort().join()}}`;
}
