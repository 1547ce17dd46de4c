// Parallel coordinates: one axis for each setting or figure, one line for each run.
import type { EChartsCoreOption } from 'echarts/core';
import type { ChartTheme } from './chart-theme.ts';
import { runLook } from './compare-curves-chart.ts';

export interface ParallelAxis {
  readonly name: string;
  /** One for each run; null where it has none. */
  readonly values: readonly (string | number | null)[];
  readonly log: boolean;
  /** Values are texts, in this order. */
  readonly categories?: readonly string[];
  readonly text: (value: number) => string;
}

export function parallelChart(
  axes: readonly ParallelAxis[],
  names: readonly string[],
  theme: ChartTheme,
): EChartsCoreOption {
  return {
    animation: false,
    parallel: { left: 56, right: 72, top: 40, bottom: 24, parallelAxisDefault: { realtime: true } },
    parallelAxis: axes.map(({ name, categories, log, text }, dim) => ({
      dim,
      name: name.length > 22 ? `${name.slice(0, 21)}…` : name,
      nameTextStyle: { color: theme.muted, fontSize: 11 },
      axisLine: { lineStyle: { color: theme.lineStrong } },
      axisLabel: {
        color: theme.muted,
        ...(categories === undefined
          ? { formatter: text }
          : { formatter: (value: string) => (value.length > 14 ? `…${value.slice(-13)}` : value) }),
      },
      ...(categories === undefined
        ? { type: log ? 'log' : 'value', scale: true }
        : { type: 'category', data: categories }),
    })),
    tooltip: {
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
    },
    series: names.map((name, run) => {
      const { color, dash } = runLook(run, theme);
      return {
        type: 'parallel',
        name,
        tooltip: { formatter: name },
        lineStyle: { width: 2, color, type: dash, opacity: 0.9 },
        emphasis: { lineStyle: { width: 4 } },
        data: [{ name, value: axes.map(({ values }) => values[run] ?? '-') }],
      };
    }),
  };
}
