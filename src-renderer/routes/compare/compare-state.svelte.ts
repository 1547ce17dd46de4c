// What the comparison shows: which runs, against which baseline, and what main knows of them. Runs and baseline live in
// the address.
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { Resource } from '../../lib/api/resource.svelte.ts';
import { router, toWith } from '../../lib/state/router.svelte.ts';
import { distinctNames } from './compare-curves.ts';
import { type BaselineComparison, type ComparedRun, idsOf, mostCompared } from './compared.ts';
import { CurvesState } from './curves-state.svelte.ts';

interface Comparison {
  readonly asked: readonly string[];
  readonly runs: readonly ComparedRun[];
  readonly baseline: readonly BaselineComparison[];
}

export class CompareState {
  readonly #api: ApiClient;
  readonly comparison = new Resource<Comparison>();
  readonly asked: readonly string[] = $derived.by(() => idsOf(router.place.query.get('ids')));
  readonly ids: readonly string[] = $derived.by(() => this.asked.slice(0, mostCompared));
  /** Ids of the address that main was asked for and has no run of. */
  readonly missing: readonly string[] = $derived.by(() => {
    const { asked = [], runs = [] } = this.comparison.value ?? {};
    return this.ids.filter((id) => asked.includes(id) && !runs.some(({ row }) => row.id === id));
  });
  /** The oldest where the address names none that is there: the run the others were probably made from. */
  readonly baseline: string | undefined = $derived.by(() => {
    const named = router.place.query.get('baseline');
    const there = this.ids.filter((id) => !this.missing.includes(id));
    return there.find((id) => id === named) ?? there.at(-1);
  });
  readonly runs: readonly ComparedRun[] = $derived.by(() => this.comparison.value?.runs ?? []);
  readonly names: ReadonlyMap<string, string> = $derived.by(() =>
    distinctNames(this.runs.map(({ row }) => row)),
  );

  readonly curves: CurvesState;

  constructor(api: ApiClient) {
    this.#api = api;
    this.curves = new CurvesState(api, () => this.runs);
  }

  load(): void {
    const { ids, baseline } = this;
    if (ids.length === 0) return;
    void this.comparison.load(async (signal) => {
      const found = await this.#api.runs.compare({ runs: [...ids], baseline }, { signal });
      return { ...found, asked: ids };
    });
  }

  nameOf(id: string): string {
    return this.names.get(id) ?? id;
  }

  leaveOut(id: string): void {
    this.#go(
      this.ids.filter((other) => other !== id),
      this.baseline === id ? undefined : this.baseline,
    );
  }

  makeBaseline(id: string): void {
    this.#go(this.ids, id);
  }

  #go(ids: readonly string[], baseline: string | undefined): void {
    const query = { ids: ids.join(','), ...(baseline === undefined ? {} : { baseline }) };
    router.go(toWith(query, 'compare'), { replace: true });
  }
}
