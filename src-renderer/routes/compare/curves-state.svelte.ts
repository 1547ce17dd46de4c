// Which curves of the compared runs are shown, and how: metric, axis, smoothing, scale, runs that are hidden. Metrics by
// epoch came with the comparison; one by step is asked for when it is shown.
import { SvelteSet } from 'svelte/reactivity';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { Resource } from '../../lib/api/resource.svelte.ts';
import type { ComparedCurve } from '../../lib/charts/compare-curves-chart.ts';
import type { XAxis } from '../../lib/charts/x-scale.ts';
import type { CurvePoint } from '../../lib/state/curve.ts';
import { type CurveMetric, curveMetrics, epochPoints, overAxis, smoothedCurve } from './compare-curves.ts';
import type { ComparedRun } from './compared.ts';

/** Of each run; more than the screen has room for. */
const maxPoints = 1_500;

const stepSmoothing = 0.6;

/** The points of one metric by run. */
interface StepCurves {
  readonly metric: string;
  readonly points: ReadonlyMap<string, readonly CurvePoint[]>;
}

type RunCurve = Omit<ComparedCurve, 'name'>;

export class CurvesState {
  readonly #api: ApiClient;
  readonly #runs: () => readonly ComparedRun[];
  readonly #steps = new Resource<StepCurves>();
  #chosenMetric = $state<string>();
  #chosenAxis = $state<XAxis>();
  #chosenSmoothing = $state<number>();
  log = $state(false);
  readonly hidden = new SvelteSet<string>();
  readonly metrics: readonly CurveMetric[] = $derived.by(() => curveMetrics(this.#runs()));
  /** Undefined where nothing was measured. */
  readonly metric: CurveMetric | undefined = $derived.by(
    () => this.metrics.find(({ id }) => id === this.#chosenMetric) ?? this.metrics[0],
  );
  /** As chosen; until then each metric over what it was recorded by. */
  readonly axis: XAxis = $derived.by(() => this.#chosenAxis ?? this.metric?.per ?? 'epoch');
  /** As chosen; until then what was measured at each step is, as in the page of a run. A learning rate is not measured. */
  readonly smoothing: number = $derived.by(
    () =>
      this.#chosenSmoothing ??
      (this.metric?.per === 'step' && this.metric.name !== 'learningRate' ? stepSmoothing : 0),
  );
  /** In the order of the runs; undefined until they are there. A hidden run keeps its place, so that colours stay. */
  readonly curves: readonly RunCurve[] | undefined = $derived.by(() => this.#drawn());

  constructor(api: ApiClient, runs: () => readonly ComparedRun[]) {
    this.#api = api;
    this.#runs = runs;
  }

  get error(): unknown {
    return this.metric?.per === 'step' ? this.#steps.error : undefined;
  }

  showMetric(id: string): void {
    this.#chosenMetric = id;
  }

  smooth(weight: number): void {
    this.#chosenSmoothing = weight;
  }

  showOver(axis: XAxis): void {
    this.#chosenAxis = axis;
  }

  toggle(id: string): void {
    if (!this.hidden.delete(id)) this.hidden.add(id);
  }

  /** Asks for the metric shown where it is one by step. */
  load(): void {
    const { metric } = this;
    if (metric?.per !== 'step') return;
    const runs = this.#runs().filter(({ stepMetrics }) => stepMetrics.includes(metric.name));
    void this.#steps.load(async (signal) => ({
      metric: metric.name,
      points: new Map(await Promise.all(runs.map(({ row }) => this.#ask(row.id, metric.name, signal)))),
    }));
  }

  async #ask(run: string, metric: string, signal: AbortSignal) {
    const [curve] = await this.#api.runs.curves({ run, metric, maxPoints }, { signal });
    return [run, curve?.points ?? []] as const;
  }

  #drawn(): readonly RunCurve[] | undefined {
    const { metric, axis, smoothing, hidden } = this;
    const steps = this.#steps.value;
    if (metric === undefined || (metric.per === 'step' && steps?.metric !== metric.name)) return undefined;
    return this.#runs().map((run) => {
      const { id } = run.row;
      if (hidden.has(id)) return { id, points: [] };
      const points = metric.per === 'epoch' ? epochPoints(run, metric.name) : (steps?.points.get(id) ?? []);
      return { id, ...smoothedCurve(overAxis(run, points, axis), smoothing) };
    });
  }
}
