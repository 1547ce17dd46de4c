// Every chart drawn by ECharts itself with hostile names, and every tooltip it can show looked at: names are text.
import { BarChart, LineChart, ParallelChart, ScatterChart } from 'echarts/charts';
import {
  DataZoomInsideComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  ParallelComponent,
  TooltipComponent,
} from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { afterEach, expect, it } from 'vitest';
import type { ChartTheme } from '../../../src-renderer/lib/charts/chart-theme.ts';
import { withTextTooltips } from '../../../src-renderer/lib/charts/tooltip.ts';
import { hostileTexts, injectedInto } from '../hostile-texts.ts';

use([
  BarChart,
  DataZoomInsideComponent,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkAreaComponent,
  MarkLineComponent,
  ParallelChart,
  ParallelComponent,
  ScatterChart,
  SVGRenderer,
  TooltipComponent,
]);

// Texts are measured in a canvas, which jsdom has not; ECharts then estimates.
HTMLCanvasElement.prototype.getContext = () => null;

const theme = new Proxy(
  { series: ['#123456', '#654321'], font: 'sans-serif' },
  { get: (known, name) => Reflect.get(known, name) ?? '#111111' },
) as unknown as ChartTheme; // every colour by its name
const points = [
  [1, 1],
  [2, 0.5],
] as const;

type Draw = (name: string) => EChartsCoreOption;
/** Each takes data of its own; what it is given here is seen to be drawn. */
type Chart = (...given: readonly unknown[]) => EChartsCoreOption;

// All modules, so that a chart that is added has to be added below.
const modules = import.meta.glob<Readonly<Record<string, Chart>>>(
  '../../../src-renderer/lib/charts/*-chart*.ts',
  { eager: true },
);
const charts: Readonly<Record<string, Chart>> = Object.fromEntries(
  Object.values(modules)
    .flatMap((module) => Object.entries(module))
    .filter(([name]) => /Charts?$/.test(name) && name !== 'readChartTheme'),
);

/** Each function with `name` wherever a text goes in. */
const drawn: Readonly<Record<string, Draw>> = {
  curvesChart: (name) =>
    charts.curvesChart!(
      [{ id: 'a', name, points, colour: 0, look: 'line' }],
      {
        window: { from: 0, until: 3 },
        bands: [{ name, from: 0, until: 2 }],
        best: { x: 1, text: name },
        xText: () => name,
        yText: () => name,
        headline: () => name,
      },
      theme,
    ),
  compareCurvesChart: (name) =>
    charts.compareCurvesChart!(
      [
        { id: 'a', name, points, raw: points },
        { id: 'b', name, points },
      ],
      { xName: name, log: false, xText: () => name, yText: () => name, headline: () => name },
      theme,
    ),
  shareCurvesChart: (name) =>
    charts.shareCurvesChart!([{ name, x: [0, 1], y: [0, 1] }], {
      words: { x: name, y: name },
      guessing: name,
      theme,
    }),
  reliabilityChart: (name) =>
    charts.reliabilityChart!([{ name, bins: [{ confidence: 0.5, accuracy: 0.5, count: 3 }] }], {
      words: { x: name, y: name },
      perfect: name,
      theme,
    }),
  thresholdChart: (name) =>
    charts.thresholdChart!([{ threshold: 0.5, precision: 1, recall: 1, f1: 1 }], {
      chosen: 0.5,
      words: { x: name, y: name, precision: name, recall: `${name} `, f1: `${name}  ` },
      theme,
    }),
  coverageChart: (name) =>
    charts.coverageChart!(
      [
        {
          name,
          rows: [
            { share: 0.5, accuracy: 1 },
            { share: 1, accuracy: 0.5 },
          ],
        },
      ],
      { words: { x: name, y: name }, theme },
    ),
  histogramChart: (name) =>
    charts.histogramChart!([{ from: 0, to: 9, count: 2 }], { words: { x: name, y: name }, theme }),
  parallelChart: (name) =>
    charts.parallelChart!(
      [
        { name, values: [name, 'b'], categories: [name, 'b'], log: false, text: () => name },
        { name, values: [1, 2], log: false, text: () => name },
      ],
      [name, name],
      theme,
    ),
  scatterChart: (name) =>
    charts.scatterChart!(
      {
        x: { name, values: [1, 2], log: false, text: () => name },
        y: { name, values: [name, 'b'], categories: [name, 'b'], log: false, text: () => name },
        runs: [
          { id: 'a', name },
          { id: 'b', name },
        ],
      },
      theme,
    ),
  scheduleChart: (name) =>
    charts.scheduleChart!(
      {
        points: [
          { step: 0, rate: 1 },
          { step: 9, rate: 0 },
        ],
        phases: [{ name, steps: 9 }],
        words: { step: name, rate: name },
      },
      theme,
    ),
};

afterEach(() => document.body.replaceChildren());

interface Tooltip {
  readonly formatter?: (items: unknown) => HTMLElement | string;
}

/** The tooltips that ECharts shows for every point of every series, and over the middle of the plot. */
function tooltips(option: EChartsCoreOption): { readonly box: HTMLElement; readonly texts: string[] } {
  const box = document.createElement('div');
  document.body.append(box);
  const chart = init(box, undefined, { renderer: 'svg', width: 600, height: 400 });
  const texts: string[] = [];
  const safe = withTextTooltips(option);
  chart.setOption({ ...safe, animation: false });
  const { series } = safe as { series: { type: string; data: unknown[]; tooltip?: Tooltip }[] };
  for (const [seriesIndex, { type, data, tooltip }] of series.entries())
    for (const dataIndex of data.keys()) {
      // ECharts has no place in parallel coordinates to be told: what it would put there is put there.
      if (type === 'parallel') {
        const content = tooltip!.formatter!([]);
        if (typeof content === 'string') box.innerHTML = content;
        else box.append(content);
      } else chart.dispatchAction({ type: 'showTip', seriesIndex, dataIndex });
      expect(injectedInto(box)).toEqual([]);
      texts.push(box.textContent);
    }
  chart.dispatchAction({ type: 'showTip', x: 300, y: 200 });
  texts.push(box.textContent);
  return { box, texts };
}

it('are all looked at', () => {
  expect(Object.keys(drawn).sort()).toEqual(Object.keys(charts).sort());
});

it.each(Object.keys(drawn))('%s shows names as text', (name) => {
  for (const hostile of hostileTexts) {
    const { box, texts } = tooltips(drawn[name]!(hostile));
    expect(injectedInto(box)).toEqual([]);
    expect(texts.some((text) => text.length > 0)).toBe(true);
    document.body.replaceChildren();
  }
  expect(globalThis).not.toHaveProperty('hostile');
});

it('tooltips of names that are templates of ECharts say the names', () => {
  const name = '{a} <b>run</b>\nsecond';
  for (const chart of ['parallelChart', 'scatterChart']) {
    const { texts } = tooltips(drawn[chart]!(name));
    expect(
      texts.some((text) => text.includes(name)),
      chart,
    ).toBe(true);
    document.body.replaceChildren();
  }
});
