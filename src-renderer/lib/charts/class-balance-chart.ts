// How many examples each class has, in its splits.
import type { EChartsCoreOption } from 'echarts/core';
import type { ChartTheme } from './chart-theme.ts';

interface ClassCount {
  readonly name: string;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** Pixels of height that a chart of so many classes needs. */
export function balanceHeight(classes: number): number {
  return Math.min(420, 56 + classes * 22);
}

export function classBalanceChart(
  classes: readonly ClassCount[],
  {
    words,
    theme,
  }: {
    readonly words: Readonly<Record<'train' | 'validation' | 'test', string>>;
    readonly theme: ChartTheme;
  },
): EChartsCoreOption {
  // ECharts draws categories upwards; people read downwards.
  const rows = classes.toReversed();
  const bar = (split: 'train' | 'validation' | 'test') => ({
    type: 'bar',
    stack: 'all',
    name: words[split],
    data: rows.map((row) => row[split]),
    barMaxWidth: 16,
  });
  return {
    grid: { left: 8, right: 24, top: 28, bottom: 8, containLabel: true },
    legend: {
      top: 0,
      left: 0,
      textStyle: { color: theme.muted },
      icon: 'roundRect',
      itemWidth: 10,
      itemHeight: 10,
    },
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
    },
    xAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { color: theme.muted },
      splitLine: { lineStyle: { color: theme.line } },
    },
    yAxis: {
      type: 'category',
      data: rows.map(({ name }) => name),
      axisLabel: { color: theme.text, width: 160, overflow: 'truncate' },
      axisTick: { show: false },
      axisLine: { show: false },
    },
    series: [bar('train'), bar('validation'), bar('test')],
  };
}
