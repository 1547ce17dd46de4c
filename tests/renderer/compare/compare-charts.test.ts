import { describe, expect, it } from 'vitest';
import type { ChartTheme } from '../../../src-renderer/lib/charts/chart-theme.ts';
import { compareCurvesChart, runLook } from '../../../src-renderer/lib/charts/compare-curves-chart.ts';
import { parallelChart } from '../../../src-renderer/lib/charts/parallel-chart.ts';
import { scatterChart } from '../../../src-renderer/lib/charts/scatter-chart.ts';

const theme = { series: ['red', 'blue'], text: '', muted: '', faint: '', line: '' } as unknown as ChartTheme; // what these charts read
const text = String;

describe('charts of a comparison', () => {
  it('tell runs apart by dashes once colours repeat', () => {
    expect(runLook(0, theme)).toEqual({ color: 'red', dash: 'solid' });
    expect(runLook(2, theme)).toEqual({ color: 'red', dash: 'dashed' });
  });
  it('draw the raw curve faintly behind a smoothed one, in its colour', () => {
    const { series } = compareCurvesChart(
      [{ id: 'a', name: 'A', points: [[0, 1]], raw: [[0, 2]] }],
      { xName: 'Step', log: true, xText: text, yText: text },
      theme,
    ) as { series: { id: string; data: unknown; lineStyle: { opacity?: number; color: string } }[] };
    expect(series.map(({ id }) => id)).toEqual(['a raw', 'a']);
    expect(series[0]?.lineStyle).toMatchObject({ opacity: 0.25, color: 'red' });
  });
  it('give parallel coordinates an axis of categories for texts and a gap for what is not known', () => {
    const option = parallelChart(
      [
        { name: 'optimizer', values: ['adamw', 'sgd'], log: false, categories: ['adamw', 'sgd'], text },
        { name: 'accuracy', values: [0.8, null], log: false, text },
      ],
      ['A', 'B'],
      theme,
    ) as { parallelAxis: { type: string }[]; series: { data: { value: unknown[] }[] }[] };
    expect(option.parallelAxis.map(({ type }) => type)).toEqual(['category', 'value']);
    expect(option.series.map(({ data }) => data[0]?.value)).toEqual([
      ['adamw', 0.8],
      ['sgd', '-'],
    ]);
  });
  it('leave runs without both values out of the scatter', () => {
    const axis = (name: string, values: (number | null)[]) => ({ name, values, log: false, text });
    const { series } = scatterChart(
      {
        x: axis('x', [1, 2]),
        y: axis('y', [3, null]),
        runs: [
          { id: 'a', name: 'A' },
          { id: 'b', name: 'B' },
        ],
      },
      theme,
    ) as { series: { id: string; data: unknown }[] };
    expect(series.map(({ id, data }) => ({ id, data }))).toEqual([{ id: 'a', data: [[1, 3]] }]);
  });
});
