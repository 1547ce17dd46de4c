import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SilenceWatch } from '../../src-main/jobs/silence-watch.ts';

const limitMs = 20_000;
const onSilent = vi.fn();
let watch: SilenceWatch;

beforeEach(() => {
  vi.useFakeTimers();
  onSilent.mockClear();
  watch = new SilenceWatch(limitMs, onSilent);
});
afterEach(() => {
  watch.close();
  vi.useRealTimers();
});

it('counts silence only from the moment a word is expected', () => {
  vi.advanceTimersByTime(1_000_000);
  expect(onSilent).not.toHaveBeenCalled();
  watch.expectWord();
  vi.advanceTimersByTime(limitMs - 1);
  expect(onSilent).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onSilent).toHaveBeenCalledOnce();
  expect(watch.ranOutAfterMs).toBe(limitMs);
});

it('begins anew with each sign of life', () => {
  watch.expectWord();
  for (let word = 0; word < 5; word++) {
    vi.advanceTimersByTime(limitMs - 1);
    watch.heard();
  }
  expect(onSilent).not.toHaveBeenCalled();
});

it('gives a process with slow steps three times as long as its longest step, and no more than two minutes', () => {
  watch.heard();
  vi.advanceTimersByTime(30_000);
  watch.heard();
  watch.expectWord();
  vi.advanceTimersByTime(89_999);
  expect(onSilent).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(onSilent).toHaveBeenCalledOnce();

  const slower = new SilenceWatch(limitMs, onSilent);
  slower.heard();
  vi.advanceTimersByTime(600_000);
  slower.heard();
  slower.expectWord();
  vi.advanceTimersByTime(120_000);
  expect(slower.ranOutAfterMs).toBe(120_000);
});

it('says nothing when the process has gone', () => {
  watch.expectWord();
  watch.close();
  vi.advanceTimersByTime(1_000_000);
  expect(onSilent).not.toHaveBeenCalled();
});
