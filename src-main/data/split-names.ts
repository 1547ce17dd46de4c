// The names people give to the three splits, in folders, file names and tables.
import { nameWords } from './column-names.ts';
import type { SplitName } from './dataset-version.ts';

const names: Readonly<Record<string, SplitName>> = {
  train: 'train',
  training: 'train',
  entrainement: 'train',
  entraînement: 'train',
  apprentissage: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  dev: 'validation',
  eval: 'validation',
  test: 'test',
  testing: 'test',
  holdout: 'test',
};

/** What stands beside the split in the name of its folder and says nothing: `training_set`, `val_images`. */
const neutral = new Set(
  'set sets data dataset datasets image images img imgs picture pictures pic pics photo photos jpg jpeg png split splits folder folders subset sample samples cropped resized raw final original processed new'.split(
    ' ',
  ),
);

/** The split a name stands for, in any case; undefined for every other name. */
export function splitOfName(name: string): SplitName | undefined {
  const key = name.trim().toLowerCase().normalize('NFC');
  return Object.hasOwn(names, key) ? names[key] : undefined;
}

interface NameParts {
  readonly split: SplitName | undefined;
  /** The other words of the name. */
  readonly rest: readonly string[];
}

/** `seg_train2` -> train, with seg; `trainset` -> train; undefined with two splits, as in `train_val`. */
function partsOf(name: string): NameParts {
  const words = nameWords(name.replaceAll(/\d+/g, ' ')).map((word) => ({
    word,
    split: splitOfName(word.replace(/(?<=.{3})(set|data|images?|imgs?)$/, '')),
  }));
  const found = words.flatMap(({ split }) => split ?? []);
  const rest = words.filter(({ split }) => split === undefined).map(({ word }) => word);
  return { split: found.length === 1 ? found[0] : undefined, rest };
}

/**
 * The split that each of these sibling folders stands for. A name with other words in it counts where these say nothing,
 * or where a sibling has the same with another split: `seg_train` beside `seg_test`.
 */
export function splitsOfFolders(siblings: readonly string[]): readonly (SplitName | undefined)[] {
  const all = siblings.map(partsOf);
  return all.map(({ split, rest }) => {
    if (split === undefined || rest.every((word) => neutral.has(word))) return split;
    const twin = all.some((other) => other.split && other.split !== split && `${other.rest}` === `${rest}`);
    return twin ? split : undefined;
  });
}

/** `fold1`, `Fold_02`, `cv-3`: a part of the data for cross-validation. */
export function isFoldName(name: string): boolean {
  return /^(k?fold|cv)[\s_-]*\d+$/i.test(name.trim());
}

/** Names of folders with pictures that nobody has labelled. */
export function isUnlabelledName(name: string): boolean {
  const words = nameWords(name.replaceAll(/\d+/g, ' '));
  return (
    words.some((word) => /^(pred|prediction|predictions|predict|unlabell?ed|unsup|unknown)$/.test(word)) ||
    (words.length > 0 && words.every((word) => neutral.has(word) || word === 'all' || splitOfName(word)))
  );
}
