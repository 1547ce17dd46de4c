// How the table is looked at, as the query of its address: `?q=cat&state=finished,failed&sort=-accuracy&group=model`.
// So it can be shared, gone back to, and kept in the settings.
import { type Age, ages, type Facet, facetNames, noFilter, type RunFilter } from './run-filter.ts';
import { type Grouping, groupings } from './run-groups.ts';
import { newestFirst, type SortBy } from './run-sort.ts';

export interface View {
  readonly filter: RunFilter;
  readonly order: readonly SortBy[];
  readonly grouping?: Grouping | undefined;
  /** Id of the run that metrics are held against. */
  readonly baseline?: string | undefined;
}

export const plainView: View = { filter: noFilter, order: newestFirst };

/** Values are separated by commas, which are escaped in them; `-` means none, as in "without an experiment". */
const written = (value: string) => (value === '' ? '-' : value.replaceAll(/[%,-]/g, encodeURIComponentAll));
const read = (text: string) => (text === '-' ? '' : decodeURIComponent(text));

function encodeURIComponentAll(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

export function queryOf({ filter, order, grouping, baseline }: View): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.text !== '') query.set('q', filter.text);
  for (const name of facetNames) {
    const values = filter.facets[name];
    if (values?.length) query.set(name, values.map(written).join(','));
  }
  if (filter.age !== undefined) query.set('age', filter.age);
  if (filter.favourite) query.set('favourite', '1');
  if (filter.archived) query.set('archived', '1');
  const sort = order.map(({ column, descending }) => `${descending ? '-' : ''}${column}`).join(',');
  if (sort !== '-created') query.set('sort', sort);
  if (grouping !== undefined) query.set('group', grouping);
  if (baseline !== undefined) query.set('base', baseline);
  return query;
}

/** What cannot be understood is left out. */
export function viewOf(query: URLSearchParams): View {
  const chosen: Partial<Record<Facet, readonly string[]>> = {};
  for (const name of facetNames) {
    const text = query.get(name);
    if (text) chosen[name] = text.split(',').map(safely);
  }
  const order = (query.get('sort') ?? '').split(',').filter(Boolean).map(sortOf);
  return {
    filter: {
      text: query.get('q') ?? '',
      facets: chosen,
      age: ages.find((age: Age) => age === query.get('age')),
      favourite: query.get('favourite') === '1',
      archived: query.get('archived') === '1',
    },
    order: order.length > 0 ? order : newestFirst,
    grouping: groupings.find((known) => known === query.get('group')),
    baseline: query.get('base') ?? undefined,
  };
}

function safely(text: string): string {
  try {
    return read(text);
  } catch {
    return text; // an address someone wrote by hand
  }
}

function sortOf(text: string): SortBy {
  return text.startsWith('-')
    ? { column: text.slice(1), descending: true }
    : { column: text, descending: false };
}
