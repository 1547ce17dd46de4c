// What stands beside the cross-hair of curves.
import type { ChartTheme } from './chart-theme.ts';

/** Its look, and that it belongs to a place on the axis. */
export function tooltipBox(theme: ChartTheme): object {
  return {
    trigger: 'axis',
    confine: true,
    transitionDuration: 0,
    backgroundColor: theme.surface,
    borderColor: theme.line,
    padding: [6, 10],
    textStyle: { color: theme.text, fontSize: 11 },
  };
}

interface TooltipRow {
  /** HTML. */
  readonly marker: string;
  readonly name: string;
  readonly text: string;
}

/** A headline and the values below it, as HTML. */
export function tooltipText(headline: string, rows: readonly TooltipRow[]): string {
  const lines = rows.map(
    ({ marker, name, text }) => `<div>${marker}${escaped(name)} <b>${escaped(text)}</b></div>`,
  );
  return `<div>${escaped(headline)}</div>${lines.join('')}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
