// What stands beside the pointer in a chart. ECharts takes strings from a formatter for HTML; names of runs, classes and
// columns come from files and from other people. So charts say what a tooltip holds as values, and `Chart.svelte` has
// them made into elements here, the one place, in which a text can be nothing but text.
import type { EChartsCoreOption } from 'echarts/core';
import type { ChartTheme } from './chart-theme.ts';

export interface TooltipRow {
  /** Of the dot before it. */
  readonly color: string;
  readonly name: string;
  readonly text: string;
}

/** A headline with values below it, or one text; an empty text for no tooltip. */
export type TooltipContent = string | { readonly headline: string; readonly rows: readonly TooltipRow[] };

/** The look of a tooltip that belongs to a place on the axis. */
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

/** The option with every formatter of a tooltip in it giving elements in the place of HTML. */
export function withTextTooltips(option: EChartsCoreOption): EChartsCoreOption {
  return copied(option) as EChartsCoreOption; // the same shape as what went in
}

/** Points of curves, which are most of an option, are numbers and are left as they are. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.some(isHolder) ? value.map(copied) : value;
  if (!isHolder(value) || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key === 'tooltip' ? withElements(inner) : copied(inner),
  ]);
  return Object.fromEntries(entries);
}

/** Whether a tooltip may be further in: a point is an array of numbers. */
function isHolder(value: unknown): value is object {
  if (Array.isArray(value)) return value.some((inner) => typeof inner === 'object' && inner !== null);
  return typeof value === 'object' && value !== null;
}

function withElements(tooltip: unknown): unknown {
  if (!isHolder(tooltip) || !('formatter' in tooltip) || tooltip.formatter === undefined) return tooltip;
  const { formatter } = tooltip;
  const contentOf = (typeof formatter === 'function' ? formatter : () => String(formatter)) as (
    items: unknown,
  ) => TooltipContent; // charts write formatters of this kind only, see their tests
  return { ...tooltip, formatter: (items: unknown) => tooltipElement(contentOf(items)) };
}

function tooltipElement(content: TooltipContent): HTMLElement | string {
  if (content === '') return '';
  const element = document.createElement('div');
  if (typeof content === 'string') {
    element.textContent = content;
    return element;
  }
  element.append(line(content.headline), ...content.rows.map(rowElement));
  return element;
}

function rowElement({ color, name, text }: TooltipRow): HTMLElement {
  const dot = document.createElement('span');
  dot.style.color = color;
  dot.textContent = '● ';
  const value = document.createElement('b');
  value.textContent = text;
  return line(dot, name, ' ', value);
}

function line(...parts: (string | Node)[]): HTMLElement {
  const element = document.createElement('div');
  element.append(...parts);
  return element;
}
