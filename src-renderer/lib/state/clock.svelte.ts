// A clock that is never set, once a second, for what shows how long something has been going on. Ticks only while it
// is read.
import { createSubscriber } from 'svelte/reactivity';

class Clock {
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, 1_000);
    return () => clearInterval(timer);
  });

  /** As `performance.now()`. */
  get nowMs(): number {
    this.#subscribe();
    return performance.now();
  }
}

export const clock = new Clock();
