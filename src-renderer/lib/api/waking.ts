// When the computer may have slept or the network changed.

const tickMs = 10_000;
/** A timer that comes so late was asleep. */
const sleptMs = 3 * tickMs;

/** Calls `woke` then; returns what ends the watching. */
export function watchWaking(woke: () => void): () => void {
  const onShow = () => {
    if (document.visibilityState === 'visible') woke();
  };
  let tickedMs = Date.now();
  const clock = setInterval(() => {
    if (Date.now() - tickedMs > sleptMs) woke();
    tickedMs = Date.now();
  }, tickMs);
  window.addEventListener('online', woke);
  window.addEventListener('focus', woke);
  document.addEventListener('visibilitychange', onShow);
  return () => {
    clearInterval(clock);
    window.removeEventListener('online', woke);
    window.removeEventListener('focus', woke);
    document.removeEventListener('visibilitychange', onShow);
  };
}
