// One setting or figure against another, a point for each run.
import type { EChartsCoreOption } from 'echarts/core';
import type { ChartTheme } from './chart-theme.ts';
import { runLook } from './compare-curves-chart.ts';
import type { ParallelAxis } from './parallel-chart.ts';

const shapes = ['circle', 'rect', 'triangle', 'diamond'] as const;

export interface ScatterRun {
  readonly id: string;
  readonly name: string;
}

export function scatterChart(
  {
    x,
    y,
    runs,
  }: { readonly x: ParallelAxis; readonly y: ParallelAxis; readonly runs: readonly ScatterRun[] },
  theme: ChartTheme,
): EChartsCoreOption {
  const axis = ({ name, log, categories, text }: ParallelAxis, nameGap: number) => ({
    name,
    nameLocation: 'middle',
    nameGap,
    nameTextStyle: { color: theme.muted },
    splitLine: { lineStyle: { color: theme.line } },
    ...(categories === undefined
      ? { type: log ? 'log' : 'value', scale: true, axisLabel: { color: theme.muted, formatter: text } }
      : { type: 'category', data: categories, axisLabel: { color: theme.muted, hideOverlap: true } }),
  });
  return {
    animation: false,
    grid: { left: 64, right: 24, top: 16, bottom: 44 },
    tooltip: {
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
    },
    xAxis: axis(x, 28),
    yAxis: axis(y, 48),
    series: runs.flatMap(({ id, name }, at) => {
      const point = [x.values[at] ?? null, y.values[at] ?? null];
      if (point.includes(null)) return [];
      return [
        {
          type: 'scatter',
          id,
          name,
          data: [point],
          symbol: shapes[at % shapes.length],
          symbolSize: 12,
          itemStyle: { color: runLook(at, theme).color },
          tooltip: { formatter: name },
        },
      ];
    }),
  };
}
