// What the page of a run shows, and what can be asked of the run there. An action that takes its time (pausing writes
// a checkpoint first) is `pending` until the run has changed its state.
import type { ApiClient } from '../../../../src-main/api/contract.ts';
import { Resource } from '../../../lib/api/resource.svelte.ts';
import type { LiveRun } from '../../../lib/state/live-run.svelte.ts';
import { toasts } from '../../../lib/ui/toasts.svelte.ts';
import type { RunDetails } from './run-details.ts';

export type RunState = RunDetails['state'];
export type Steering = 'pause' | 'resume' | 'cancel' | 'finish' | 'stop';
type Change = Omit<Parameters<ApiClient['runs']['edit']>[0], 'runs'>;

export class RunView {
  readonly api: ApiClient;
  readonly live: LiveRun;
  readonly details = new Resource<RunDetails>();
  #asked = $state.raw<{ readonly action: Steering; readonly state: RunState | undefined }>();

  constructor(api: ApiClient, live: LiveRun) {
    this.api = api;
    this.live = live;
  }

  get id(): string {
    return this.live.id;
  }

  /** As it was last told, by whoever told it last. */
  get state(): RunState | undefined {
    return this.live.changes?.run.state ?? this.details.value?.state;
  }

  get name(): string {
    return this.details.value?.name ?? this.live.changes?.run.name ?? '';
  }

  /** What was asked for and has not happened yet. */
  get pending(): Steering | undefined {
    return this.#asked !== undefined && this.#asked.state === this.state ? this.#asked.action : undefined;
  }

  reload(): void {
    void this.details.load((signal) => this.api.runs.get({ run: this.id }, { signal }));
  }

  /** Changes what is kept beside the run; failures are told. Whether it worked. */
  async change(change: Change): Promise<boolean> {
    try {
      await this.api.runs.edit({ runs: [this.id], ...change });
      this.reload();
      return true;
    } catch (error) {
      toasts.fail(error);
      return false;
    }
  }

  /** Lets the queue go on. */
  async release(): Promise<void> {
    await this.api.training.hold({ held: false }).catch((error: unknown) => toasts.fail(error));
  }

  /** Asks for a change of state; failures are told. */
  async steer(action: Steering): Promise<void> {
    this.#asked = { action, state: this.state };
    try {
      await this.api.training[action]({ run: this.id });
    } catch (error) {
      this.#asked = undefined;
      toasts.fail(error);
    }
  }
}
