// Curves of a training over one horizontal axis: pure, from points to what ECharts draws. Points come already cut to
// what is in view and thinned to what the screen can show, so that ten drawings a second cost little.
import type { EChartsCoreOption } from 'echarts/core';
import type { ChartTheme } from './chart-theme.ts';
import { type TooltipContent, tooltipBox } from './tooltip.ts';
import type { Point, Window } from './visible-points.ts';

/** Where the plot lies in its canvas, pixels; the same for all charts that share a cross-hair. */
export const plotMargins = { left: 54, right: 14, top: 30, bottom: 26 } as const;

export interface CurveSeries {
  readonly id: string;
  readonly name: string;
  readonly points: readonly Point[];
  /** Index among the colours of series. */
  readonly colour: number;
  /** faint: raw values behind a smoothed line. dashed: told apart without colour. */
  readonly look: 'line' | 'dashed' | 'faint';
  /** Marks each point: for few of them. */
  readonly marked?: boolean;
}

export interface Band {
  readonly name: string;
  readonly from: number;
  readonly until: number;
}

export interface CurvesFrame {
  /** What the horizontal axis spans. */
  readonly window: Window;
  readonly log?: boolean;
  /** Span of the vertical axis where it is not to follow the points. */
  readonly span?: readonly [low: number, high: number];
  readonly bands?: readonly Band[];
  readonly best?: { readonly x: number; readonly text: string };
  readonly legend?: boolean;
  readonly xText: (x: number) => string;
  readonly yText: (y: number) => string;
  /** A line above the values at the cross-hair. */
  readonly headline?: (x: number) => string;
}

export function curvesChart(
  series: readonly CurveSeries[],
  frame: CurvesFrame,
  theme: ChartTheme,
): EChartsCoreOption {
  const { window, log = false, span, legend = true } = frame;
  return {
    animation: false,
    grid: { id: 'plot', ...plotMargins, ...(legend ? {} : { top: 12 }) },
    legend: {
      show: legend,
      top: 0,
      left: plotMargins.left - 6,
      icon: 'roundRect',
      itemWidth: 14,
      itemHeight: 3,
      itemGap: 16,
      selectedMode: false,
      textStyle: { color: theme.muted },
    },
    tooltip: tooltipOf(frame, theme),
    axisPointer: { lineStyle: { color: theme.faint, type: 'solid' } },
    xAxis: {
      id: 'x',
      type: 'value',
      min: window.from,
      max: window.until,
      axisLabel: { color: theme.muted, formatter: frame.xText, hideOverlap: true, showMaxLabel: false },
      axisLine: { lineStyle: { color: theme.lineStrong } },
      axisTick: { show: false },
      splitLine: { show: false },
      splitNumber: 6,
    },
    yAxis: {
      id: 'y',
      type: log ? 'log' : 'value',
      logBase: logBaseOf(series),
      scale: true,
      min: span?.[0],
      max: span?.[1],
      axisLabel: {
        color: theme.muted,
        formatter: frame.yText,
        hideOverlap: true,
        showMinLabel: span === undefined,
        showMaxLabel: span === undefined,
      },
      splitLine: { lineStyle: { color: theme.line } },
      splitNumber: 4,
    },
    series: series.map((one, at) =>
      lineOf(one, { log, theme, overlay: at === 0 ? overlayOf(frame, theme) : {} }),
    ),
  };
}

/** Axes are marked at powers of the base: of 2 where powers of 10 would be too few. */
export function logBaseOf(series: readonly Pick<CurveSeries, 'points'>[]): 2 | 10 {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const { points } of series)
    for (const [, y] of points) if (y !== null && y > 0) [low, high] = [Math.min(low, y), Math.max(high, y)];
  return high / low < 100 ? 2 : 10;
}

/** Points as a logarithmic axis takes them: it has no place for what is not above 0. */
export function aboveZero(points: readonly Point[]): readonly Point[] {
  return points.map(([x, y]) => [x, y !== null && y > 0 ? y : null]);
}

interface LineFrame {
  readonly log: boolean;
  readonly theme: ChartTheme;
  readonly overlay: object;
}

function lineOf(
  { id, name, points, colour, look, marked = false }: CurveSeries,
  { log, theme, overlay }: LineFrame,
) {
  const color = theme.series[colour];
  return {
    type: 'line',
    id,
    name,
    data: log ? aboveZero(points) : points,
    showSymbol: marked,
    symbol: 'circle',
    symbolSize: 5,
    clip: true,
    silent: true,
    emphasis: { disabled: true },
    z: look === 'faint' ? 2 : 3,
    itemStyle: { color, opacity: look === 'faint' ? 0.6 : 1 },
    lineStyle: {
      color,
      width: look === 'faint' ? 1 : 2,
      opacity: look === 'faint' ? 0.28 : 1,
      type: look === 'dashed' ? [6, 4] : 'solid',
    },
    ...overlay,
  };
}

/** Phase bands and the best epoch, drawn behind the first curve. */
function overlayOf({ window, bands = [], best }: CurvesFrame, theme: ChartTheme): object {
  return {
    markArea: {
      silent: true,
      animation: false,
      label: { color: theme.faint, fontSize: 10, position: 'insideTopLeft', overflow: 'truncate' },
      data: bands.map(({ name, from, until }, at) => [
        {
          name,
          // A name that does not fit its band would lie over the next one.
          label: { show: until - from >= (window.until - window.from) / 8 },
          xAxis: from,
          itemStyle: { color: at % 2 === 0 ? 'transparent' : theme.sunken, opacity: 0.7 },
        },
        { xAxis: until },
      ]),
    },
    markLine: {
      silent: true,
      animation: false,
      symbol: 'none',
      lineStyle: { color: theme.good, width: 1.5, type: [3, 3] },
      label: {
        formatter: best?.text ?? '',
        color: theme.good,
        fontSize: 10,
        position: 'insideEndTop',
        rotate: 0,
        distance: [4, 4],
      },
      data: best === undefined ? [] : [{ xAxis: best.x }],
    },
  };
}

interface TooltipItem {
  readonly seriesName: string;
  readonly color: string;
  /** Absent where a curve has no point near the cross-hair. */
  readonly value?: Point;
}

function tooltipOf({ xText, yText, headline = xText }: CurvesFrame, theme: ChartTheme): object {
  return {
    ...tooltipBox(theme),
    formatter: (items: readonly TooltipItem[]): TooltipContent => {
      const shown = items.flatMap(({ value, ...item }) =>
        value === undefined || value[1] === null ? [] : [{ ...item, x: value[0], y: value[1] }],
      );
      const [first] = shown;
      if (first === undefined) return '';
      const rows = shown.map(({ color, seriesName, y }) => ({ color, name: seriesName, text: yText(y) }));
      return { headline: headline(first.x), rows };
    },
  };
}

/** The span of the middle of `values`, so that rare extremes do not press everything else flat; `always` is kept in view. */
export function spanWithoutOutliers(
  values: readonly (number | null)[],
  { always = [], log = false }: { readonly always?: readonly (number | null)[]; readonly log?: boolean } = {},
): readonly [low: number, high: number] | undefined {
  const isUsable = (value: number | null): value is number => value !== null && (!log || value > 0);
  const sorted = values.filter(isUsable).toSorted((a, b) => a - b);
  const kept = always.filter(isUsable);
  if (sorted.length < 20) return undefined;
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  const low = kept.reduce((least, value) => Math.min(least, value), at(0.02));
  const high = kept.reduce((most, value) => Math.max(most, value), at(0.98));
  if (log) return [low * 0.9, high * 1.1];
  const room = (high - low) * 0.05 || Math.abs(high) * 0.05 || 1;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}
