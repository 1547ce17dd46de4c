// What the evaluation screen has fetched, and which examples it shows. One for each run on show.
import type { ApiClient } from '../../../../../src-main/api/contract.ts';
import { Resource } from '../../../../lib/api/resource.svelte.ts';

type Evaluation = ApiClient['evaluation'];
type Answer<Call extends keyof Evaluation> = Awaited<ReturnType<Evaluation[Call]>>;
export type Report = Answer<'report'>;
export type Calibrated = NonNullable<Answer<'calibration'>['fitted']>['after'];
export type Guessing = Answer<'guessing'>;
export type EvaluatedExample = Answer<'examples'>['examples'][number];
export type ExampleSort = NonNullable<Parameters<Evaluation['examples']>[0]['sort']>;

export type ExampleSplit = Answer<'splits'>[number]['split'];

export interface ExampleFilter {
  /** The test split where it is absent. */
  readonly split?: ExampleSplit;
  readonly label?: string;
  readonly predicted?: string;
  readonly correct?: boolean;
  readonly sort: ExampleSort;
}

const pageSize = 48;

export class EvaluateState {
  readonly run: string;
  readonly #api: ApiClient;
  readonly report = new Resource<Report>();
  readonly guessing = new Resource<Answer<'guessing'>>();
  readonly advice = new Resource<Answer<'advice'>>();
  readonly calibration = new Resource<Answer<'calibration'>>();
  readonly decision = new Resource<Answer<'decision'>>();
  readonly slices = new Resource<Answer<'slices'>>();
  readonly measurements = new Resource<Answer<'list'>>();
  readonly splits = new Resource<Answer<'splits'>>();
  readonly examples = new Resource<Answer<'examples'>>();
  #filter = $state.raw<ExampleFilter>({ correct: false, sort: 'loss' });

  constructor(api: ApiClient, run: string) {
    this.#api = api;
    this.run = run;
    this.reload();
  }

  get filter(): ExampleFilter {
    return this.#filter;
  }

  reload(): void {
    const { run } = this;
    const { evaluation } = this.#api;
    void this.report.load((signal) => evaluation.report({ run }, { signal }));
    void this.guessing.load((signal) => evaluation.guessing({ run }, { signal }));
    void this.advice.load((signal) => evaluation.advice({ run }, { signal }));
    void this.decision.load((signal) => evaluation.decision({ run }, { signal }));
    void this.calibration.load((signal) => evaluation.calibration({ run }, { signal }));
    void this.slices.load((signal) => evaluation.slices({ run }, { signal }));
    void this.measurements.load((signal) => evaluation.list({ run }, { signal }));
    void this.loadSplits();
    this.#loadExamples();
  }

  /** Shows other examples, from the first page. */
  show(filter: ExampleFilter): void {
    this.#filter = filter;
    this.#loadExamples();
  }

  loadSplits(): Promise<void> {
    return this.splits.load((signal) => this.#api.evaluation.splits({ run: this.run }, { signal }));
  }

  /** Adds the next page to those on show. */
  showMore(): Promise<void> {
    const known = this.examples.value?.examples ?? [];
    return this.examples.load(async (signal) => {
      const page = await this.#page(known.length, signal);
      return { ...page, examples: [...known, ...page.examples] };
    });
  }

  #loadExamples(): void {
    void this.examples.load((signal) => this.#page(0, signal));
  }

  #page(offset: number, signal: AbortSignal): Promise<Answer<'examples'>> {
    const ask = { run: this.run, ...this.#filter, offset, limit: pageSize };
    return this.#api.evaluation.examples(ask, { signal });
  }
}
