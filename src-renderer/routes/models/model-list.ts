// Models filtered and sorted for the table and the cards. Pure.
import type { ModelEntry } from './model-facts.ts';

export const modelSorts = [
  'name',
  'parameters',
  'size',
  'input',
  'speed',
  'benchmark',
  'minExamples',
] as const;
export type ModelSort = (typeof modelSorts)[number];
export type ModelKind = ModelEntry['kind'] | 'all';

export interface ModelArrangement {
  readonly kind: ModelKind;
  readonly search: string;
  /** Undefined: as the library has them, pretrained ones first. */
  readonly sort: ModelSort | undefined;
  readonly descending: boolean;
}

const speeds = ['fast', 'medium', 'slow'];

export function arrangedModels(
  models: readonly ModelEntry[],
  { kind, search, sort, descending }: ModelArrangement,
): readonly ModelEntry[] {
  const wanted = search.trim().toLowerCase();
  const shown = models.filter(
    (model) =>
      (kind === 'all' || model.kind === kind) &&
      `${model.name} ${model.family} ${model.licence ?? ''}`.toLowerCase().includes(wanted),
  );
  if (sort === undefined) return shown;
  const sign = descending ? -1 : 1;
  return shown.toSorted((a, b) => sign * compare(sortValue(a, sort), sortValue(b, sort)));
}

function sortValue(model: ModelEntry, sort: ModelSort): string | number {
  switch (sort) {
    case 'name':
      return model.name;
    case 'parameters':
      return model.parameters;
    case 'size':
      return model.sizeBytes;
    case 'input':
      return model.input.size;
    case 'speed':
      return speeds.indexOf(model.speed);
    case 'benchmark':
      return model.benchmark?.value ?? -1;
    case 'minExamples':
      return model.minExamples;
    default:
      return sort satisfies never;
  }
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
}
