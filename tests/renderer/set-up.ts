// What jsdom lacks and our components ask for, before each test file of the renderer.
import { cleanup, configure } from '@testing-library/svelte';
import { afterEach, beforeEach } from 'vitest';

window.matchMedia ??= (media: string) =>
  ({
    media,
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }) as unknown as MediaQueryList; // the part we use
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
Element.prototype.scrollIntoView ??= () => undefined;
Element.prototype.animate ??= () =>
  ({ cancel: () => undefined, finished: Promise.resolve() }) as unknown as Animation;

// A second, the default, is short on a busy machine; what comes in time is not slowed.
configure({ asyncUtilTimeout: 10_000 });

beforeEach(() => {
  window.location.hash = '';
});
afterEach(() => cleanup());
