// How another program names the tensors of a family, translated into the names of the reference, which the models here
// bear: torchvision's or Transformers'.

/** Where a tensor of a file belongs. */
export interface Renamed {
  readonly name: string;
  /** Axes of the file's tensor in the order of the reference; absent where they are the same. */
  readonly axes?: readonly number[];
  /** The reference has all axes but the first as one: a linear layer that another program keeps as a convolution. */
  readonly flat?: boolean;
}

export interface Naming {
  /** Whose names they are, for people who read the code: `Transformers`, `Keras`. */
  readonly of: string;
  /** A tensor that only this naming has: it is followed in files that have one. */
  readonly tells: RegExp;
  /** Undefined for tensors that it does not know, which keep their names. */
  rename(name: string, rank: number): Renamed | undefined;
}

export type NameRule = readonly [pattern: RegExp, name: (...groups: string[]) => string];

/** The first rule whose pattern ends a name gives the end of the new one; what stands before stays, in whole parts. */
export function renameByRules(rules: readonly NameRule[]): Naming['rename'] {
  return (name) => {
    for (const [pattern, rename] of rules) {
      const found = pattern.exec(name);
      if (found === null || (found.index > 0 && name[found.index - 1] !== '.')) continue;
      return { name: name.slice(0, found.index) + rename(...found.slice(1)) };
    }
    return undefined;
  };
}

/** Ends of the names of batch norm's tensors, as a group. */
export const normTensors = '(weight|bias|running_mean|running_var)$';
