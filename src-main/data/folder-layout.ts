// What the folders of a picture data set are: classes, splits of classes, or neither. Names and what lies inside decide;
// where these do not settle it, the answer is a question, because a split taken for a class is learnt as one. Pure.
import type { DataOptions } from './data-options.ts';
import type { SplitName } from './dataset-version.ts';
import type { FolderTree } from './folder-tree.ts';
import { isFoldName, isUnlabelledName, splitsOfFolders } from './split-names.ts';

export type FolderMeaning = NonNullable<DataOptions['folders']>;

export interface SplitFolder {
  readonly given: SplitName;
  /** As it stands beside the others. */
  readonly folder: FolderTree;
  /** Holds the class folders: the same, or a folder in it. */
  readonly classes: FolderTree;
}

export type FolderPlan =
  /** `root` holds the class folders. */
  | { readonly layout: 'class-folders'; readonly root: FolderTree }
  | {
      readonly layout: 'split-folders';
      readonly root: FolderTree;
      readonly splits: readonly SplitFolder[];
      readonly unlabelled: readonly FolderTree[];
      readonly unused: readonly FolderTree[];
    }
  /** Folders whose class folders are put together. */
  | {
      readonly layout: 'group-folders';
      readonly root: FolderTree;
      readonly groups: readonly FolderTree[];
      readonly unused: readonly FolderTree[];
    }
  /** Splits of pictures without classes. */
  | { readonly layout: 'no-classes'; readonly root: FolderTree; readonly splits: readonly FolderTree[] }
  /**
   * folds: parts for cross-validation; split-or-class: some are called like splits and some are not; nested: all hold
   * folders of the same names.
   */
  | {
      readonly layout: 'unclear';
      readonly root: FolderTree;
      readonly seen: 'folds' | 'split-or-class' | 'nested';
      readonly choices: readonly FolderMeaning[];
    };

interface Sorted {
  readonly splits: readonly { readonly folder: FolderTree; readonly given: SplitName }[];
  readonly others: readonly FolderTree[];
}

function isDeep({ folders }: FolderTree): boolean {
  return folders.length > 0;
}

function isEmpty({ folders, numPictures }: FolderTree): boolean {
  return numPictures === 0 && folders.every(isEmpty);
}

/** The folder inside folders that hold nothing but it: `archive/dataset/train/...` */
export function unwrapped(tree: FolderTree): FolderTree {
  const filled = tree.folders.filter((folder) => !isEmpty(folder));
  const [only] = filled;
  const isWrapper = filled.length === 1 && tree.numPictures === 0 && only !== undefined && isDeep(only);
  return isWrapper && splitsOfFolders([only.name])[0] === undefined ? unwrapped(only) : tree;
}

/** Inside a split only a folder of the same name, or of one that says nothing, is a wrapper: `seg_train/seg_train/...` */
function classesIn(split: FolderTree): FolderTree {
  const [only, ...more] = split.folders;
  if (only === undefined || more.length > 0 || split.numPictures > 0 || !isDeep(only)) return split;
  return only.name === split.name || isUnlabelledName(only.name) ? classesIn(only) : split;
}

function sortFolders(root: FolderTree): Sorted {
  const names = splitsOfFolders(root.folders.map(({ name }) => name));
  return {
    splits: root.folders.flatMap((folder, at) =>
      names[at] === undefined ? [] : [{ folder, given: names[at] }],
    ),
    others: root.folders.filter((_, at) => names[at] === undefined),
  };
}

function namesIn(folder: FolderTree): ReadonlySet<string> {
  return new Set(folder.folders.map(({ name }) => name.toLowerCase()));
}

function splitPlan(root: FolderTree, { splits, others }: Sorted): FolderPlan {
  const found = splits.map((split) => ({ ...split, classes: classesIn(split.folder) }));
  const isLabelled = ({ classes, given }: SplitFolder) =>
    isDeep(classes) &&
    // `test/unknown/*.jpg`, as some libraries want pictures without a class
    !(given !== 'train' && classes.folders.length === 1 && isUnlabelledName(classes.folders[0]!.name));
  const labelled = found.filter(isLabelled);
  if (!labelled.some(({ given }) => given === 'train'))
    return { layout: 'no-classes', root, splits: splits.map(({ folder }) => folder) };
  return {
    layout: 'split-folders',
    root,
    splits: labelled,
    unlabelled: found.filter((split) => !isLabelled(split)).map(({ folder }) => folder),
    unused: others,
  };
}

/** Where some folders are called like splits. */
function decideWithSplits(root: FolderTree, sorted: Sorted): FolderPlan {
  const { splits } = sorted;
  const others = sorted.others.filter((folder) => !isEmpty(folder) && !isUnlabelledName(folder.name));
  const train = splits.filter(({ given }) => given === 'train').map(({ folder }) => folder);
  const hasOtherSplit = splits.some(({ given }) => given !== 'train');
  const deepTrain = train.filter(isDeep);
  const unclear = {
    layout: 'unclear',
    root,
    seen: 'split-or-class',
    choices: ['splits', 'classes'],
  } as const;
  if (deepTrain.length > 0) {
    const classes = new Set(deepTrain.flatMap((folder) => [...namesIn(classesIn(folder))]));
    const isLike = (folder: FolderTree) => [...namesIn(folder)].some((name) => classes.has(name));
    return hasOtherSplit || others.every(isLike) ? splitPlan(root, sorted) : unclear;
  }
  if (others.length === 0) return splitPlan(root, sorted);
  // Among flat folders of buses and cars, trains are a class; a test folder there is more likely none.
  return !hasOtherSplit && others.length >= 2 ? { layout: 'class-folders', root } : unclear;
}

/** Folders that all hold folders of the same names: sites, cameras, folds ... or classes with parts. */
function isNested({ folders }: FolderTree): boolean {
  if (folders.length < 2 || !folders.every(isDeep)) return false;
  const inside = folders.map(namesIn);
  const all = new Set(inside.flatMap((names) => [...names]));
  const shared = [...all].filter((name) => inside.every((names) => names.has(name)));
  return shared.length >= 2 && shared.length * 2 >= all.size;
}

/** Decides by names and content, or as `meaning` says. `tree` is what the person chose. */
export function planFolders(tree: FolderTree, meaning: FolderMeaning | undefined): FolderPlan {
  const root = unwrapped(tree);
  const sorted = sortFolders(root);
  const isFolded = root.folders.filter(({ name }) => isFoldName(name)).length >= 2;
  if (meaning === 'classes') return { layout: 'class-folders', root };
  if (meaning === 'splits') return splitPlan(root, sorted);
  if (meaning === 'groups') {
    const isGroup = (folder: FolderTree) =>
      isDeep(folder) && !splitsOfFolders(folder.folders.map(({ name }) => name)).includes('train');
    const groups = root.folders.filter(isGroup);
    if (groups.length === 0) return { layout: 'unclear', root, seen: 'folds', choices: [] };
    return {
      layout: 'group-folders',
      root,
      groups,
      unused: root.folders.filter((folder) => !isGroup(folder)),
    };
  }
  if (isFolded) return { layout: 'unclear', root, seen: 'folds', choices: ['groups', 'classes'] };
  if (sorted.splits.length > 0) return decideWithSplits(root, sorted);
  if (isNested(root)) return { layout: 'unclear', root, seen: 'nested', choices: ['classes', 'groups'] };
  return { layout: 'class-folders', root };
}
