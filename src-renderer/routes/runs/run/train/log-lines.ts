// Which lines of a log are shown, and how they are copied. Pure.
import type { LogLine } from '../../../../lib/state/live-run.svelte.ts';

/** `all`, or this level and what is worse. */
export type LogLevel = 'all' | 'warning' | 'error';

const shownLevels: Readonly<Record<LogLevel, readonly LogLine['level'][]>> = {
  all: ['info', 'warning', 'error'],
  warning: ['warning', 'error'],
  error: ['error'],
};

/** A screen of more lines than this helps nobody. */
const mostLines = 1_000;

/** The newest lines of these levels that hold `search`, in any case. */
export function shownLines(
  lines: readonly LogLine[],
  { level, search }: { readonly level: LogLevel; readonly search: string },
): readonly LogLine[] {
  const wanted = search.trim().toLowerCase();
  return lines
    .filter((line) => shownLevels[level].includes(line.level) && line.message.toLowerCase().includes(wanted))
    .slice(-mostLines);
}

export function logText(lines: readonly LogLine[]): string {
  return lines
    .map(({ atMs, level, message }) => `${new Date(atMs).toISOString()} ${level} ${message}`)
    .join('\n');
}
