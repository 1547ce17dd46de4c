// The learning rate over the steps of a training.
import type { EChartsCoreOption } from 'echarts/core';
import type { ChartTheme } from './chart-theme.ts';

interface ScheduleChart {
  readonly points: readonly { readonly step: number; readonly rate: number }[];
  /** Phases with the steps they take, in order; null where that is not known. */
  readonly phases: readonly { readonly name: string; readonly steps: number | null }[];
  readonly words: { readonly step: string; readonly rate: string };
}

/** Bands behind the curve, one a phase: [first step, last step]. */
export function phaseBands(phases: ScheduleChart['phases']): { name: string; from: number; to: number }[] {
  let from = 0;
  return phases.flatMap(({ name, steps }) => {
    if (steps === null) return [];
    const band = { name, from, to: from + steps };
    from += steps;
    return [band];
  });
}

export function scheduleChart(
  { points, phases, words }: ScheduleChart,
  theme: ChartTheme,
): EChartsCoreOption {
  const bands = phaseBands(phases);
  return {
    grid: { left: 64, right: 16, top: 24, bottom: 40 },
    tooltip: {
      trigger: 'axis',
      backgroundColor: theme.surface,
      borderColor: theme.line,
      textStyle: { color: theme.text, fontSize: 12 },
    },
    xAxis: {
      type: 'value',
      name: words.step,
      nameLocation: 'middle',
      nameGap: 26,
      max: points.at(-1)?.step,
      axisLabel: { color: theme.muted },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      axisLabel: {
        color: theme.muted,
        formatter: (value: number) => (value === 0 ? '0' : value.toExponential(0)),
      },
      splitLine: { lineStyle: { color: theme.line } },
    },
    series: [
      {
        type: 'line',
        name: words.rate,
        showSymbol: false,
        lineStyle: { width: 2 },
        areaStyle: { opacity: 0.08 },
        data: points.map(({ step, rate }) => [step, rate]),
        markArea: {
          silent: true,
          label: { color: theme.muted, position: 'insideTop' },
          data: bands.map(({ name, from, to }, at) => [
            {
              name,
              xAxis: from,
              itemStyle: { color: at % 2 === 0 ? 'transparent' : theme.sunken, opacity: 0.6 },
            },
            { xAxis: to },
          ]),
        },
      },
    ],
  };
}
