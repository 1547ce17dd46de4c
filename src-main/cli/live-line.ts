// One line of progress that is drawn over and over, on a terminal only.
import { visibleLine } from '../visible-text.ts';

export interface LiveLine {
  draw(text: string): void;
  clear(): void;
}

const redrawMs = 100;
const clearLine = '\r\x1b[K';

/** A line on standard error, so that what a command prints can be piped. Draws at most ten times a second. */
export function openLiveLine(): LiveLine {
  const live = process.stderr.isTTY === true;
  let drawnMs = 0;
  return {
    draw(text) {
      const nowMs = performance.now();
      if (!live || nowMs - drawnMs < redrawMs) return;
      drawnMs = nowMs;
      process.stderr.write(clearLine + visibleLine(text).slice(0, (process.stderr.columns ?? 80) - 1));
    },
    clear: () => {
      if (live && drawnMs > 0) process.stderr.write(clearLine);
    },
  };
}
