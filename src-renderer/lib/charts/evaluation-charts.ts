// Charts of an evaluation: pure functions from its numbers to what ECharts draws. Axes of shares run from 0 to 1.
import type { EChartsCoreOption } from 'echarts/core';
import type { ChartTheme } from './chart-theme.ts';

interface Curve {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface NamedCurve extends Curve {
  readonly name: string;
}

interface AxisWords {
  readonly x: string;
  readonly y: string;
}

function shareAxis(name: string, theme: ChartTheme, middle: number) {
  return {
    type: 'value',
    min: 0,
    max: 1,
    name,
    nameLocation: 'middle',
    nameGap: middle,
    nameTextStyle: { color: theme.muted },
    axisLabel: { color: theme.muted },
    splitLine: { lineStyle: { color: theme.line } },
  } as const;
}

function frame(words: AxisWords, theme: ChartTheme) {
  return {
    grid: { left: 48, right: 16, top: 12, bottom: 44 },
    tooltip: {
      trigger: 'axis',
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
    },
    xAxis: shareAxis(words.x, theme, 28),
    yAxis: shareAxis(words.y, theme, 34),
  };
}

function pairs({ x, y }: Curve): [number, number][] {
  return x.map((value, at) => [value, y[at]!]);
}

const diagonal = [
  [0, 0],
  [1, 1],
];

/** ROC curves, or precision over recall, of one or more classes; `guessing` draws the line of chance of a ROC curve. */
export function shareCurvesChart(
  curves: readonly NamedCurve[],
  {
    words,
    guessing,
    theme,
  }: { readonly words: AxisWords; readonly guessing?: string; readonly theme: ChartTheme },
): EChartsCoreOption {
  const lines = curves.map((curve) => ({
    type: 'line',
    name: curve.name,
    data: pairs(curve),
    showSymbol: false,
    lineStyle: { width: 2 },
  }));
  const chance = {
    type: 'line',
    name: guessing,
    data: diagonal,
    showSymbol: false,
    silent: true,
    lineStyle: { width: 1, type: 'dashed', color: theme.faint },
    itemStyle: { color: theme.faint },
  };
  return {
    ...frame(words, theme),
    legend: { type: 'scroll', bottom: 0, show: false },
    series: guessing === undefined ? lines : [...lines, chance],
  };
}

export interface ReliabilityBin {
  readonly confidence: number | null;
  readonly accuracy: number | null;
  readonly count: number;
}

/** Reliability diagram: mean confidence against accuracy, the size of a point by the examples behind it. */
export function reliabilityChart(
  series: readonly { readonly name: string; readonly bins: readonly ReliabilityBin[] }[],
  {
    words,
    perfect,
    theme,
  }: { readonly words: AxisWords; readonly perfect: string; readonly theme: ChartTheme },
): EChartsCoreOption {
  return {
    ...frame(words, theme),
    series: [
      ...series.map(({ name, bins }) => ({
        type: 'line',
        name,
        data: bins
          .filter(({ count }) => count > 0)
          .map(({ confidence, accuracy, count }) => ({
            value: [confidence, accuracy],
            symbolSize: 5 + 3 * Math.log10(count),
          })),
        symbol: 'circle',
        lineStyle: { width: 2 },
      })),
      {
        type: 'line',
        name: perfect,
        data: diagonal,
        showSymbol: false,
        silent: true,
        lineStyle: { width: 1, type: 'dashed', color: theme.faint },
        itemStyle: { color: theme.faint },
      },
    ],
  };
}

export interface ThresholdPoint {
  readonly threshold: number;
  readonly precision: number | null;
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and F1 at every threshold, with a line at the chosen one. */
export function thresholdChart(
  rows: readonly ThresholdPoint[],
  {
    chosen,
    words,
    theme,
  }: {
    readonly chosen: number;
    readonly words: AxisWords & Readonly<Record<'precision' | 'recall' | 'f1', string>>;
    readonly theme: ChartTheme;
  },
): EChartsCoreOption {
  const line = (metric: 'precision' | 'recall' | 'f1') => ({
    type: 'line',
    name: words[metric],
    data: rows.map((row) => [row.threshold, row[metric]]),
    showSymbol: false,
    lineStyle: { width: 2 },
    animation: false,
  });
  return {
    ...frame(words, theme),
    grid: { left: 48, right: 16, top: 32, bottom: 44 },
    legend: {
      top: 0,
      right: 0,
      textStyle: { color: theme.muted },
      icon: 'roundRect',
      itemHeight: 3,
      itemWidth: 14,
    },
    series: [
      {
        ...line('precision'),
        markLine: {
          silent: true,
          symbol: 'none',
          animation: false,
          label: { show: false },
          lineStyle: { color: theme.text, width: 1 },
          data: [{ xAxis: chosen }],
        },
      },
      line('recall'),
      line('f1'),
    ],
  };
}

export interface CoveragePoint {
  readonly share: number;
  readonly accuracy: number | null;
}

/** Accuracy of what is answered against the share that is: the fewer answers, the better they should be. */
export function coverageChart(
  series: readonly { readonly name: string; readonly rows: readonly CoveragePoint[] }[],
  { words, theme }: { readonly words: AxisWords; readonly theme: ChartTheme },
): EChartsCoreOption {
  return {
    ...frame(words, theme),
    grid: { left: 48, right: 16, top: 32, bottom: 44 },
    legend: {
      top: 0,
      right: 0,
      textStyle: { color: theme.muted },
      icon: 'roundRect',
      itemHeight: 3,
      itemWidth: 14,
    },
    series: series.map(({ name, rows }) => ({
      type: 'line',
      name,
      data: rows.filter(({ accuracy }) => accuracy !== null).map(({ share, accuracy }) => [share, accuracy]),
      showSymbol: false,
      lineStyle: { width: 2 },
      animation: false,
    })),
  };
}
