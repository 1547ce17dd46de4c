// How the curves of trainings are looked at: measure, axis, smoothing, scale, what is zoomed into. Kept while the
// application is open, so that going to another run or tab does not lose it; only the zoom belongs to one run.
import {
  validationName,
  type WatchableMetric,
  watchableMetrics,
} from '../../../../../src-main/api/contract/facts.ts';
import type { Window } from '../../../../lib/charts/visible-points.ts';
import type { XAxis } from '../../../../lib/charts/x-scale.ts';

/** Has a curve of training and one of validation. */
export type Metric = WatchableMetric;

export const curveMetrics: readonly Metric[] = watchableMetrics;

/** Its names in epochs. */
export function epochNames(metric: Metric): { readonly train: string; readonly validation: string } {
  return { train: metric, validation: validationName(metric) };
}

/** Closer than this part of the whole nothing is to be seen. */
const closest = 1 / 500;

export class CurveView {
  metric = $state<Metric>('loss');
  smoothing = $state(0.6);
  log = $state(false);
  clip = $state(true);
  #axis = $state<XAxis>('step');
  #zoom = $state.raw<Window>();

  get axis(): XAxis {
    return this.#axis;
  }

  set axis(axis: XAxis) {
    this.#axis = axis;
    this.#zoom = undefined;
  }

  /** What is in view; undefined: everything, also what is still to come. */
  get zoom(): Window | undefined {
    return this.#zoom;
  }

  /** Shows a part of what `whole` spans. */
  show(window: Window, whole: Window): void {
    const width = Math.max(window.until - window.from, (whole.until - whole.from) * closest);
    const from = Math.min(Math.max(window.from, whole.from), whole.until - width);
    this.#zoom = width < (whole.until - whole.from) * 0.999 ? { from, until: from + width } : undefined;
  }

  showAll(): void {
    this.#zoom = undefined;
  }

  /** Closer (below 1) or further away, about the middle. */
  scale(factor: number, whole: Window): void {
    const { from, until } = this.#zoom ?? whole;
    const [middle, half] = [(from + until) / 2, ((until - from) / 2) * factor];
    this.show({ from: middle - half, until: middle + half }, whole);
  }

  /** Moves by a part of what is in view. */
  move(share: number, whole: Window): void {
    const { from, until } = this.#zoom ?? whole;
    const by = (until - from) * share;
    this.show({ from: from + by, until: until + by }, whole);
  }
}

export const curveView = new CurveView();
