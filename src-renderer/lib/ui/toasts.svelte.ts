// The short messages on the screen. Faults stay until they are closed or their page is left; the
// rest go after a while.
import { faultOf } from '../api/faults.ts';
import { i18n } from '../i18n/i18n.svelte.ts';
import { messageText } from '../i18n/message-text.ts';

interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

interface Toast {
  readonly id: number;
  readonly tone: 'neutral' | 'good' | 'caution' | 'bad';
  readonly title: string;
  readonly text?: string;
  /** One thing to do about it, for example to undo it. */
  readonly action?: ToastAction;
}

const shownMs = 6_000;
/** There has to be time to read it, to decide and to reach the button. */
const actionShownMs = 15_000;

class Toasts {
  #shown = $state.raw<readonly Toast[]>([]);
  #next = 1;

  get shown(): readonly Toast[] {
    return this.#shown;
  }

  /** Gives its id. */
  show(toast: Omit<Toast, 'id'>): number {
    const id = this.#next++;
    this.#shown = [...this.#shown, { ...toast, id }];
    if (toast.tone !== 'bad') setTimeout(() => this.hide(id), toast.action ? actionShownMs : shownMs);
    return id;
  }

  /** Says what was done, with the way back; a way back that fails is told. Gives its id. */
  done(title: string, undo: () => unknown): number {
    const run = () => void Promise.resolve(undo()).catch((error: unknown) => this.fail(error));
    return this.show({ tone: 'good', title, action: { label: i18n.t.common.actions.undo, run } });
  }

  /** A failed action in its own words. */
  fail(error: unknown): void {
    const fault = faultOf(error);
    this.show({
      tone: 'bad',
      title: i18n.t.common.error.title,
      text: fault.known ? messageText(fault) : `${i18n.t.common.error.internal} ${fault.message}`,
    });
  }

  /** Faults are about the page they came up on: with it they go. */
  leavePage(): void {
    this.#shown = this.#shown.filter(({ tone }) => tone !== 'bad');
  }

  hide(id: number): void {
    this.#shown = this.#shown.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
