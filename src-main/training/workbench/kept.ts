// What a workbench process keeps between tasks: the few values that were used last, by key. A value that is pushed out
// is closed.

export interface Kept<Value> {
  /** The value of the key, made now where it is not kept. A failure is not kept. */
  get(key: string, make: () => Promise<Value>): Promise<Value>;
  delete(key: string): void;
}

export function keepLast<Value>(count: number, close: (value: Value) => void = () => undefined): Kept<Value> {
  const values = new Map<string, Promise<Value>>();
  const drop = (key: string) => {
    const value = values.get(key);
    values.delete(key);
    // A value that failed was told to the one who asked, and there is nothing to close.
    value?.then(close, () => undefined);
  };
  return {
    get(key, make) {
      const known = values.get(key);
      const value = known ?? make();
      values.delete(key);
      values.set(key, value);
      value.catch(() => {
        if (values.get(key) === value) values.delete(key);
      });
      for (const oldest of values.keys()) {
        if (values.size <= count) break;
        drop(oldest);
      }
      return value;
    },
    delete: drop,
  };
}
