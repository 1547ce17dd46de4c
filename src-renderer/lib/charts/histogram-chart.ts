// How often values fall into each bin, with an optional line at a limit.
import type { EChartsCoreOption } from 'echarts/core';
import type { Format } from '../i18n/format.ts';
import type { ChartTheme } from './chart-theme.ts';

export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

interface HistogramWords {
  readonly x: string;
  readonly y: string;
}

/** `limit`: what lies above it is drawn in the colour of caution. */
export function histogramChart(
  bins: readonly Bin[],
  {
    words,
    limit,
    theme,
    format,
  }: {
    readonly words: HistogramWords;
    readonly limit?: number;
    readonly theme: ChartTheme;
    /** Numbers as the language writes them. */
    readonly format?: Pick<Format, 'integer'>;
  },
): EChartsCoreOption {
  const integer = (value: number) => format?.integer(value) ?? String(Math.round(value));
  return {
    grid: { left: 48, right: 12, top: 12, bottom: 40 },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
    },
    xAxis: {
      type: 'category',
      name: words.x,
      nameLocation: 'middle',
      nameGap: 26,
      data: bins.map(({ from, to }) => (to - from <= 1 ? integer(from) : `${integer(from)}–${integer(to)}`)),
      axisLabel: { color: theme.muted, hideOverlap: true },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { color: theme.muted, formatter: integer },
      splitLine: { lineStyle: { color: theme.line } },
    },
    series: [
      {
        type: 'bar',
        name: words.y,
        barCategoryGap: '8%',
        data: bins.map(({ from, count }) => ({
          value: count,
          itemStyle: {
            color: limit !== undefined && from >= limit ? theme.caution : theme.series[0],
            borderRadius: [2, 2, 0, 0],
          },
        })),
      },
    ],
  };
}
