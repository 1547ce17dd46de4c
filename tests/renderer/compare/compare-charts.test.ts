import { describe, expect, it } from 'vitest';
import type { ChartTheme } from '../../../src-renderer/lib/charts/chart-theme.ts';
import { compareCurvesChart, runLook } from '../../../src-renderer/lib/charts/compare-curves-chart.ts';
import { parallelChart } from '../../../src-renderer/lib/charts/parallel-chart.ts';
import { scatterChart } from '../../../src-renderer/lib/charts/scatter-chart.ts';
import type { TooltipContent } from '../../../src-renderer/lib/charts/tooltip.ts';

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
  it('tell at the cross-hair what every run has nearest to it, and what was recorded beside what is smoothed', () => {
    const { tooltip } = compareCurvesChart(
      [
        {
          id: 'a',
          name: 'A<',
          points: [
            [0, 1],
            [10, 2],
            [20, 3],
          ],
          raw: [
            [0, 1],
            [10, 5],
            [20, 3],
          ],
        },
        {
          id: 'b',
          name: 'B',
          points: [
            [1, 7],
            [12, 8],
          ],
        },
        {
          id: 'c',
          name: 'ended before',
          points: [
            [0, 1],
            [9, 2],
          ],
        },
        { id: 'd', name: 'hidden', points: [] },
        {
          id: 'e',
          name: 'a gap',
          points: [
            [0, 1],
            [10, null],
            [20, 1],
          ],
        },
      ],
      { xName: 'Step', log: false, xText: text, yText: text, headline: (x) => `Step ${x}` },
      theme,
    ) as { tooltip: { formatter: (items: { value: [number, number] }[]) => TooltipContent } };
    expect(tooltip.formatter([{ value: [10, 2] }])).toEqual({
      headline: 'Step 10',
      rows: [
        { color: 'red', name: 'A<', text: '2 (5)' },
        { color: 'blue', name: 'B', text: '8' },
      ],
    });
    expect(tooltip.formatter([])).toBe('');
  });
  it('leave a gap on a logarithmic axis where a value is not above 0, with marks close enough to read', () => {
    const points = [
      [1, 0],
      [2, 0.5],
      [3, null],
      [4, 2],
    ] as const;
    const draw = (log: boolean) =>
      compareCurvesChart(
        [{ id: 'a', name: 'A', points, raw: points }],
        { xName: 'Step', log, xText: text, yText: text },
        theme,
      ) as { series: { data: unknown }[]; yAxis: { type: string; logBase: number } };
    expect(draw(true).series.map(({ data }) => data)).toEqual(
      [0, 1].map(() => [
        [1, null],
        [2, 0.5],
        [3, null],
        [4, 2],
      ]),
    );
    expect(draw(true).yAxis).toMatchObject({ type: 'log', logBase: 2 });
    expect(draw(false).series[1]?.data).toBe(points);
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
