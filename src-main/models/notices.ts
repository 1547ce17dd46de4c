// What the models layer says that is no error: how weights fit a network.
import { messageTable } from '../errors.ts';

/** How many there are, and the first of them. */
export interface ShortList<Item = string> {
  readonly count: number;
  readonly first: readonly Item[];
}

const mostListed = 8;

export function shortList<Item>(items: readonly Item[]): ShortList<Item> {
  return { count: items.length, first: items.slice(0, mostListed) };
}

export interface Misfit {
  readonly name: string;
  readonly needed: readonly number[];
  readonly found: readonly number[];
}

/**
 * What becomes of the head in a file, by the names of its classes. same, reordered, selected: taken over, all rows as
 * they are, in another order, or those of the task's classes. absent, unnamed, otherClasses: a new head. open: the
 * classes of the task are not known yet.
 */
export type HeadFate = 'same' | 'reordered' | 'selected' | 'absent' | 'unnamed' | 'otherClasses' | 'open';

export interface HeadFacts {
  readonly fate: HeadFate;
  /** Of the task. */
  readonly classes: number;
  /** Outputs of the head in the file; null where it has none. */
  readonly headClasses: number | null;
  /** Its classes, where the files name them. */
  readonly names: ShortList;
  /** Classes of the task that it does not know. */
  readonly absent: ShortList;
}

export interface FitFacts {
  /** Of the backbone. */
  readonly tensors: number;
  readonly missing: ShortList;
  readonly misshaped: ShortList<Misfit>;
  readonly newHead: boolean;
  /** Of the head in the file where it is for other classes than the task's. */
  readonly headClasses: number | null;
  readonly classes: number;
  /** Absent where names were not asked for, and in reports of an earlier Finesse, which went by the number of classes. */
  readonly head?: HeadFacts | undefined;
  /** Tensors of the file that the network has no place for. */
  readonly unexpected: ShortList;
  /** Those of them inside the backbone; absent in reports of an earlier Finesse. */
  readonly foreign?: ShortList | undefined;
}

export interface PreparationFacts {
  /** Where it stands. */
  readonly file: string;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly imageSize: number;
  /** Told by the file and not followed: the share of the shorter side that is seen, and how pictures are scaled. */
  readonly cropShare: number | null;
  readonly interpolation: string | null;
}

export const modelNotice = messageTable('models', {
  fit: (p: FitFacts) =>
    (p.foreign ?? none).count > 0
      ? foreign(p.foreign!)
      : [backbone(p), head(p), ...leftOver(p.unexpected)].join(' '),
  head: (p: HeadFacts) => headOf(p),
  prefix: (p: { prefix: string; outside: number }) =>
    `The names of the network begin with "${p.prefix}" in the file, which was taken off.` +
    (p.outside === 0 ? '' : ` ${p.outside} other tensors of the file do not begin with it.`),
  stateDict: (p: { taken: string; others: readonly string[] }) =>
    `The weights are those under "${p.taken}"; the file also holds ${p.others.map((key) => `"${key}"`).join(', ')}, ` +
    'which are not used.',
  preparation: (p: PreparationFacts) =>
    `${p.file}: pictures of ${p.imageSize} x ${p.imageSize}, mean ${numbers(p.mean)}, deviation ${numbers(p.std)}.` +
    notFollowed(p),
  /** Nothing beside the weights tells, and those that are published differ. */
  assumedPreparation: (p: Pick<PreparationFacts, 'mean' | 'std' | 'imageSize'>) =>
    `Nothing beside the weights tells how pictures were prepared for them. Taken are ${p.imageSize} x ${p.imageSize} pixels, ` +
    `mean ${numbers(p.mean)}, deviation ${numbers(p.std)}, as the published weights want; mean and std in ` +
    'model.architecture say otherwise.',
  pooling: (p: { told: string | null; taken: string | null }) => {
    if (p.told === null)
      return 'The folder asks for a pooling that Finesse does not have (1_Pooling/config.json); it is not followed.';
    const taken = p.taken === null ? 'the network’s own is' : `${p.taken} was asked for and is`;
    return p.told === p.taken
      ? `Texts are pooled by ${p.told}, as 1_Pooling/config.json says.`
      : `1_Pooling/config.json asks for pooling by ${p.told}; ${taken} used.`;
  },
  /** Before there is a task. */
  complete: (p: { tensors: number }) =>
    `${backbone({ ...p, missing: none, misshaped: none })} A training puts a new head on it, unless its head is for classes of the same names.`,
});

const none = { count: 0, first: [] } as const;

function backbone({
  tensors,
  missing,
  misshaped,
}: Pick<FitFacts, 'tensors' | 'missing' | 'misshaped'>): string {
  if (missing.count + misshaped.count === 0) return `The backbone is complete: all ${tensors} tensors fit.`;
  const reasons = [
    ...(missing.count > 0 ? [`${missing.count} are missing (${listed(missing)})`] : []),
    ...(misshaped.count > 0 ? [`${misshaped.count} have another shape (${listed(misshaped, misfit)})`] : []),
  ];
  return (
    `Of the ${tensors} tensors of the backbone ${reasons.join(' and ')}. ` +
    'The file is incomplete or belongs to another architecture; choose other weights or correct model.architecture.'
  );
}

function head({ newHead, headClasses, classes, head: facts }: FitFacts): string {
  if (facts !== undefined && facts.fate !== 'absent') return headOf(facts);
  if (!newHead) return `The head fits as well (${classes} classes) and is taken over.`;
  const why =
    headClasses === null
      ? 'the weights come without one for this task'
      : `the weights were trained for ${headClasses} classes, your task has ${classes}`;
  return newHeadBecause(why);
}

function newHeadBecause(why: string): string {
  return `The head is new: ${why}. That is normal; the head starts from random values and is trained first.`;
}

function headOf({ fate, classes, headClasses, names, absent }: HeadFacts): string {
  const named = (list: ShortList) => listed(list, (name) => `"${name}"`);
  switch (fate) {
    case 'same':
      return `The head is for the same ${classes} classes by name and is taken over.`;
    case 'reordered':
      return `The head is for your ${classes} classes by name, in another order: its rows are put in yours and taken over.`;
    case 'selected':
      return `The head knows your ${classes} classes by name among its ${headClasses}: their rows are taken over.`;
    case 'absent':
      return newHeadBecause('the weights come without one for this task');
    case 'unnamed':
      return newHeadBecause(
        `nothing beside the weights names the ${headClasses} classes of theirs, so it may be for other ones`,
      );
    case 'otherClasses':
      return newHeadBecause(
        `that of the weights is for ${headClasses} classes (${named(names)}) and does not know ${named(absent)}`,
      );
    case 'open':
      return (
        `The head in the weights is for ${headClasses} classes (${named(names)}). It is taken over where yours have ` +
        'the same names; otherwise the head is new.'
      );
    default:
      return fate satisfies never;
  }
}

function leftOver(unexpected: ShortList): string[] {
  if (unexpected.count === 0) return [];
  const tensors = unexpected.count === 1 ? '1 tensor' : `${unexpected.count} tensors`;
  return [
    `${tensors} of the file, usually the head of another task, will not be used: ${listed(unexpected)}.`,
  ];
}

function foreign(tensors: ShortList): string {
  return (
    `The file has ${tensors.count} tensors inside the backbone that this architecture has no place for ` +
    `(${listed(tensors)}): it is of a network that computes something else. Choose other weights.`
  );
}

function numbers(values: readonly number[]): string {
  return values.map((value) => String(Number(value.toPrecision(4)))).join(' ');
}

function notFollowed({ cropShare, interpolation }: PreparationFacts): string {
  const parts = [
    ...(cropShare === null ? [] : [`the middle ${Math.round(cropShare * 100)} % of the shorter side`]),
    ...(interpolation === null ? [] : [`${interpolation} scaling`]),
  ];
  if (parts.length === 0) return '';
  return ` Not followed: ${parts.join(' and ')}; here the whole shorter side is seen, scaled bilinearly.`;
}

const misfit = ({ name, needed, found }: Misfit) => `${name}: needed [${needed}], found [${found}]`;

/** The first of a list, and how many more there are. */
export function listed<Item>(
  { count, first }: ShortList<Item>,
  word: (item: Item) => string = String,
): string {
  const words = first.map(word).join(', ');
  return count <= first.length ? words : `${words} and ${count - first.length} more`;
}
