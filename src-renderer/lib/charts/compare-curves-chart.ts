// Curves of several runs over each other: pure, from points to what ECharts draws. Told apart by colour and by dashes.
import type { EChartsCoreOption } from 'echarts/core';
import type { ChartTheme } from './chart-theme.ts';
import { aboveZero, type CurvesFrame, logBaseOf } from './curves-chart.ts';
import { type TooltipContent, type TooltipRow, tooltipBox } from './tooltip.ts';
import { firstAtLeast, type Point } from './visible-points.ts';

export interface ComparedCurve {
  readonly id: string;
  readonly name: string;
  readonly points: readonly Point[];
  /** Drawn faintly behind where `points` are smoothed. */
  readonly raw?: readonly Point[];
}

export interface CompareCurvesFrame extends Pick<CurvesFrame, 'xText' | 'yText' | 'headline'> {
  readonly xName: string;
  readonly log: boolean;
}

const dashes = ['solid', 'dashed', 'dotted'] as const;

/** Colour and dash of the n-th run, the same in every part of the screen. */
export function runLook(
  at: number,
  theme: Pick<ChartTheme, 'series'>,
): { color: string; dash: (typeof dashes)[number] } {
  const { length } = theme.series;
  return { color: theme.series[at % length]!, dash: dashes[Math.floor(at / length) % dashes.length]! };
}

export function compareCurvesChart(
  curves: readonly ComparedCurve[],
  { xName, log, xText, yText, headline = xText }: CompareCurvesFrame,
  theme: ChartTheme,
): EChartsCoreOption {
  const placed = (points: readonly Point[]) => (log ? aboveZero(points) : points);
  const line = (curve: ComparedCurve, at: number) => {
    const { color, dash } = runLook(at, theme);
    return {
      type: 'line',
      id: curve.id,
      name: curve.name,
      data: placed(curve.points),
      color,
      lineStyle: { width: 2, type: dash, color },
      itemStyle: { color },
      showSymbol: curve.points.length < 3,
      symbolSize: 5,
      triggerEvent: true,
      emphasis: { focus: 'series' },
      sampling: 'lttb',
    };
  };
  const faint = curves.flatMap(({ id, raw }, at) =>
    raw === undefined
      ? []
      : [
          {
            type: 'line',
            id: `${id} raw`,
            data: placed(raw),
            showSymbol: false,
            silent: true,
            tooltip: { show: false },
            lineStyle: { width: 1, color: runLook(at, theme).color, opacity: 0.25 },
          },
        ],
  );
  return {
    animation: false,
    grid: { left: 58, right: 16, top: 16, bottom: 40 },
    // The screen has its own, whose names are buttons.
    legend: { show: false },
    tooltip: {
      ...tooltipBox(theme),
      formatter: (items: readonly { readonly value?: Point }[]): TooltipContent => {
        const x = items.find(({ value }) => value !== undefined)?.value?.[0];
        return x === undefined ? '' : { headline: headline(x), rows: valuesAt(x, curves, yText, theme) };
      },
    },
    xAxis: {
      type: 'value',
      name: xName,
      nameLocation: 'middle',
      nameGap: 26,
      nameTextStyle: { color: theme.muted },
      axisLabel: { color: theme.muted, formatter: xText, hideOverlap: true },
      splitLine: { show: false },
      min: 'dataMin',
      max: 'dataMax',
    },
    yAxis: {
      type: log ? 'log' : 'value',
      logBase: logBaseOf(curves),
      scale: true,
      axisLabel: { color: theme.muted, formatter: yText },
      splitLine: { lineStyle: { color: theme.line } },
    },
    dataZoom: [{ type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl' }],
    series: [...faint, ...curves.map(line)],
  };
}

/** What each curve has nearest to `x`: they have their points at different places, and ECharts tells only the nearest. */
function valuesAt(
  x: number,
  curves: readonly ComparedCurve[],
  yText: (y: number) => string,
  theme: Pick<ChartTheme, 'series'>,
): TooltipRow[] {
  return curves.flatMap(({ name, points, raw }, at) => {
    const place = placeNear(points, x);
    const y = points[place]?.[1] ?? null;
    if (y === null) return [];
    const recorded = raw?.[place]?.[1] ?? null;
    const { color } = runLook(at, theme);
    return [{ color, name, text: recorded === null ? yText(y) : `${yText(y)} (${yText(recorded)})` }];
  });
}

/** Index of the point nearest to `x`; -1 where the curve does not reach it. */
function placeNear(points: readonly Point[], x: number): number {
  const xs = points.map(([place]) => place);
  const after = firstAtLeast(xs, x);
  if (after === xs.length || xs[0]! > x) return -1;
  return after > 0 && x - xs[after - 1]! < xs[after]! - x ? after - 1 : after;
}
