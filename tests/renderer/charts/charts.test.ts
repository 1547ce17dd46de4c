import { describe, expect, it } from 'vitest';
import type { ChartTheme } from '../../../src-renderer/lib/charts/chart-theme.ts';
import { reliabilityChart, shareCurvesChart } from '../../../src-renderer/lib/charts/evaluation-charts.ts';
import { histogramChart } from '../../../src-renderer/lib/charts/histogram-chart.ts';
import { csvOf } from '../../../src-renderer/lib/charts/save-file.ts';
import { phaseBands } from '../../../src-renderer/lib/charts/schedule-chart.ts';

const theme = new Proxy(
  { series: ['#123456'] },
  { get: (known, name) => Reflect.get(known, name) ?? `#${String(name)}` },
) as unknown as ChartTheme; // every colour by its name
const words = { x: 'x', y: 'y' };

describe('charts of an evaluation', () => {
  it('draw the line of chance for ROC curves only', () => {
    const curves = [{ name: 'good', x: [0, 1], y: [0, 1] }];
    const names = (option: object) =>
      (option as { series: { name: string }[] }).series.map(({ name }) => name);
    expect(names(shareCurvesChart(curves, { words, theme, guessing: 'Guessing' }))).toEqual([
      'good',
      'Guessing',
    ]);
    expect(names(shareCurvesChart(curves, { words, theme }))).toEqual(['good']);
  });

  it('leave empty bins out of the reliability diagram', () => {
    const bins = [
      { confidence: null, accuracy: null, count: 0 },
      { confidence: 0.8, accuracy: 0.7, count: 10 },
    ];
    const option = reliabilityChart([{ name: 'before', bins }], { words, perfect: 'perfect', theme });
    const [first] = (option as { series: { data: unknown[] }[] }).series;
    expect(first!.data).toEqual([{ value: [0.8, 0.7], symbolSize: 8 }]);
  });
});

describe('other charts', () => {
  it('colour what lies above the limit of a histogram', () => {
    const bins = [
      { from: 0, to: 10, count: 3 },
      { from: 10, to: 20, count: 1 },
    ];
    const option = histogramChart(bins, { words, limit: 10, theme }) as {
      series: { data: { itemStyle: { color: string } }[] }[];
    };
    expect(option.series[0]!.data.map(({ itemStyle }) => itemStyle.color)).toEqual(['#123456', '#caution']);
  });

  it('band the phases of a schedule one behind the other', () => {
    const phases = [
      { name: 'head', steps: 30 },
      { name: 'all', steps: 20 },
      { name: 'unknown', steps: null },
    ];
    expect(phaseBands(phases)).toEqual([
      { name: 'head', from: 0, to: 30 },
      { name: 'all', from: 30, to: 50 },
    ]);
  });

  it('are saved as CSV that no spreadsheet takes for a formula', () => {
    expect(
      csvOf(
        ['a', 'b'],
        [
          ['=1+1', 2],
          ['say "x", y', null],
        ],
      ),
    ).toBe('a,b\r\n\'=1+1,2\r\n"say ""x"", y",');
  });
});
