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

export interface FitFacts {
  /** Of the backbone. */
  readonly tensors: number;
  readonly missing: ShortList;
  readonly misshaped: ShortList<Misfit>;
  readonly newHead: boolean;
  /** Of the head in the file where it is for other classes than the task's. */
  readonly headClasses: number | null;
  readonly classes: number;
  /** Tensors of the file that the network has no place for. */
  readonly unexpected: ShortList;
}

export const modelNotice = messageTable('models', {
  fit: (p: FitFacts) => [backbone(p), head(p), ...leftOver(p.unexpected)].join(' '),
  /** Before there is a task. */
  complete: (p: { tensors: number }) =>
    `${backbone({ ...p, missing: none, misshaped: none })} A training puts a new head for its own classes on it.`,
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

function head({ newHead, headClasses, classes }: FitFacts): string {
  if (!newHead) return `The head fits as well (${classes} classes) and is taken over.`;
  const why =
    headClasses === null
      ? 'the weights come without one for this task'
      : `the weights were trained for ${headClasses} classes, your task has ${classes}`;
  return `The head is new: ${why}. That is normal; the head starts from random values and is trained first.`;
}

function leftOver(unexpected: ShortList): string[] {
  if (unexpected.count === 0) return [];
  const tensors = unexpected.count === 1 ? '1 tensor' : `${unexpected.count} tensors`;
  return [
    `${tensors} of the file, usually the head of another task, will not be used: ${listed(unexpected)}.`,
  ];
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
