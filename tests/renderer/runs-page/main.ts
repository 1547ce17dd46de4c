// A page with the runs screen over 5,000 runs, for the bench: it scrolls by itself and searches as a person types.
import '../../../src-renderer/lib/styles/tokens.css';
import '../../../src-renderer/lib/styles/base.css';
import '../../../src-renderer/lib/styles/controls.css';
import '../../../src-renderer/lib/styles/overlays.css';
import { mount, tick } from 'svelte';
import { settings } from '../answers.ts';
import { fakeApi } from '../fake-api.ts';
import { manyRuns } from '../runs/run-rows.ts';
import RunsPage from './RunsPage.svelte';

const runs = manyRuns(5_000);
const api = fakeApi({
  settings: { get: async () => settings({ theme: 'light' }), put: async () => settings({ theme: 'light' }) },
  shell: { appearance: async () => undefined },
  runs: { list: async () => runs },
  training: { listChanges: () => new Promise(() => undefined) },
});

declare global {
  interface Window {
    /** Scrolls by `pixels` a frame; the time of each frame, ms. */
    scrollTable(pixels: number, frames: number): Promise<number[]>;
    /** Types `text` into the search, letter by letter; the time until the page shows the result, ms, for each. */
    type(text: string): Promise<number[]>;
  }
}

const nextFrame = () => new Promise<number>((drawn) => requestAnimationFrame(drawn));

window.scrollTable = async (pixels, frames) => {
  const grid = document.querySelector<HTMLElement>('[role=grid]')!; // the screen has been waited for
  const times: number[] = [];
  let before = await nextFrame();
  for (let at = 0; at < frames; at++) {
    grid.scrollTop += pixels;
    const now = await nextFrame();
    times.push(now - before);
    before = now;
  }
  grid.scrollTop = 0;
  return times;
};

window.type = async (text) => {
  const search = document.querySelector<HTMLInputElement>('input[type=search]')!; // likewise
  const times: number[] = [];
  for (let length = 1; length <= text.length; length++) {
    const began = performance.now();
    search.value = text.slice(0, length);
    search.dispatchEvent(new Event('input', { bubbles: true }));
    await tick();
    times.push(performance.now() - began);
    await nextFrame();
  }
  search.value = '';
  search.dispatchEvent(new Event('input', { bubbles: true }));
  await tick();
  return times;
};

mount(RunsPage, { target: document.getElementById('app')!, props: { api } });
