// Curves of several runs over each other: pure, from points to what ECharts draws. Told apart by colour and by dashes.
import type { EChartsCoreOption } from 'echarts/core';
import type { ChartTheme } from './chart-theme.ts';

export interface ComparedCurve {
  readonly id: string;
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Drawn faintly behind where `points` are smoothed. */
  readonly raw?: readonly (readonly [x: number, y: number])[];
}

export interface CompareCurvesFrame {
  readonly xName: string;
  readonly log: boolean;
  readonly xText: (x: number) => string;
  readonly yText: (y: number) => string;
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
  { xName, log, xText, yText }: CompareCurvesFrame,
  theme: ChartTheme,
): EChartsCoreOption {
  const line = (curve: ComparedCurve, at: number) => {
    const { color, dash } = runLook(at, theme);
    return {
      type: 'line',
      id: curve.id,
      name: curve.name,
      data: curve.points,
      color,
      lineStyle: { width: 2, type: dash, color },
      itemStyle: { color },
      showSymbol: curve.points.length < 3,
      symbolSize: 5,
      triggerLineEvent: true,
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
            data: raw,
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
      trigger: 'axis',
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? yText(value) : '–'),
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
    },
    yAxis: {
      type: log ? 'log' : 'value',
      scale: true,
      axisLabel: { color: theme.muted, formatter: yText },
      splitLine: { lineStyle: { color: theme.line } },
    },
    dataZoom: [{ type: 'inside', filterMode: 'none', zoomOnMouseWheel: 'ctrl' }],
    series: [...faint, ...curves.map(line)],
  };
}
