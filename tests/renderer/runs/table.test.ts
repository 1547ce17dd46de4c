import { describe, expect, it } from 'vitest';
import { makeFormat } from '../../../src-renderer/lib/i18n/format.ts';
import { en } from '../../../src-renderer/lib/i18n/messages/en.ts';
import { cellText, columnOf, shownColumns } from '../../../src-renderer/routes/runs/table/run-columns.ts';
import { runsAsCsv } from '../../../src-renderer/routes/runs/table/run-csv.ts';
import { runDelta } from '../../../src-renderer/routes/runs/table/run-delta.ts';
import {
  facetCounts,
  filterRuns,
  noFilter,
  numConditions,
  withFacet,
} from '../../../src-renderer/routes/runs/table/run-filter.ts';
import { groupRuns, linesOf } from '../../../src-renderer/routes/runs/table/run-groups.ts';
import { newestFirst, sortPressed, sortRuns } from '../../../src-renderer/routes/runs/table/run-sort.ts';
import { plainView, queryOf, viewOf } from '../../../src-renderer/routes/runs/table/run-view.ts';
import { scrollFor, windowOf } from '../../../src-renderer/routes/runs/table/table-window.ts';
import { manyRuns, runRow } from './run-rows.ts';

const now = Date.UTC(2026, 5, 10);
const names = (runs: readonly { readonly name: string }[]) => runs.map(({ name }) => name);

describe('filtering', () => {
  const runs = [
    runRow({ name: 'Étude 9', tags: ['paper'], createdAtMs: now - 3_600_000 }),
    runRow({ name: 'baseline', notes: 'blurred pictures', model: 'resnet-18', state: 'failed' }),
    runRow({ name: 'old', archived: true, favourite: true }),
  ];
  it('finds words in any of the texts, without case and accents, all of them', () => {
    expect(names(filterRuns(runs, { ...noFilter, text: 'etude PAPER' }, now))).toEqual(['Étude 9']);
    expect(names(filterRuns(runs, { ...noFilter, text: 'resnet-18 blurred' }, now))).toEqual(['baseline']);
    expect(filterRuns(runs, { ...noFilter, text: 'paper blurred' }, now)).toEqual([]);
  });
  it('leaves archived runs out unless they are asked for', () => {
    expect(names(filterRuns(runs, noFilter, now))).toEqual(['Étude 9', 'baseline']);
    expect(names(filterRuns(runs, { ...noFilter, archived: true }, now))).toEqual(['old']);
  });
  it('takes any value of one filter and all filters together', () => {
    const either = withFacet(withFacet(noFilter, 'state', 'failed', true), 'state', 'finished', true);
    expect(filterRuns(runs, either, now)).toHaveLength(2);
    expect(names(filterRuns(runs, withFacet(either, 'model', 'resnet-18', true), now))).toEqual(['baseline']);
    expect(names(filterRuns(runs, { ...noFilter, age: 'day' }, now))).toEqual(['Étude 9']);
    expect(numConditions({ ...either, age: 'day', favourite: true })).toBe(4);
  });
  it('counts the values of a filter, most frequent first, runs without an experiment as an empty one', () => {
    expect(facetCounts(runs, 'state')).toEqual([
      { value: 'finished', count: 2 },
      { value: 'failed', count: 1 },
    ]);
    expect(facetCounts(runs, 'experiment')).toEqual([{ value: '', count: 3 }]);
  });
});

describe('sorting', () => {
  it('reads numbers in names, and puts what is not known last either way up', () => {
    const runs = ['run 10', 'Run 9', 'run 1'].map((name) => runRow({ name }));
    expect(names(sortRuns(runs, [{ column: 'name', descending: false }]))).toEqual([
      'run 1',
      'Run 9',
      'run 10',
    ]);
    const measured = [runRow({ name: 'a', test: {} }), runRow({ name: 'b', test: { accuracy: 0.5 } })];
    for (const descending of [true, false])
      expect(names(sortRuns(measured, [{ column: 'testAccuracy', descending }]))).toEqual(['b', 'a']);
  });
  it('lets a second column decide where the first does not', () => {
    const runs = [
      runRow({ name: 'a', model: 'x', epochs: 1 }),
      runRow({ name: 'b', model: 'w', epochs: 2 }),
      runRow({ name: 'c', model: 'x', epochs: 3 }),
    ];
    const order = [
      { column: 'model', descending: false },
      { column: 'epochs', descending: true },
    ];
    expect(names(sortRuns(runs, order))).toEqual(['b', 'c', 'a']);
  });
  it('goes best first, worst first, newest first as a heading is pressed again', () => {
    const first = sortPressed(newestFirst, 'testAccuracy', false);
    expect(first).toEqual([{ column: 'testAccuracy', descending: true }]);
    const second = sortPressed(first, 'testAccuracy', false);
    expect(second).toEqual([{ column: 'testAccuracy', descending: false }]);
    expect(sortPressed(second, 'testAccuracy', false)).toEqual(newestFirst);
    expect(sortPressed(first, 'model', true)).toEqual([...first, { column: 'model', descending: false }]);
  });
});

describe('grouping', () => {
  const runs = [
    runRow({ name: 'a', model: 'x', test: { accuracy: 0.7 } }),
    runRow({ name: 'b', model: 'y', test: {} }),
    runRow({ name: 'c', model: 'x', test: { accuracy: 0.9 } }),
  ];
  it('counts runs and finds the best of each group, in the order of the runs', () => {
    const groups = groupRuns(runs, 'model');
    expect(groups.map(({ value, runs: { length } }) => [value, length])).toEqual([
      ['x', 2],
      ['y', 1],
    ]);
    expect(groups[0]?.best).toMatchObject({ value: 0.9, run: { name: 'c' } });
    expect(groups[1]?.best).toBeNull();
  });
  it('draws headings, and leaves out the runs of collapsed groups', () => {
    expect(linesOf(runs, undefined, new Set())).toHaveLength(3);
    const lines = linesOf(runs, 'model', new Set(['x']));
    expect(lines.map((line) => (line.kind === 'run' ? line.run.name : line.group.value))).toEqual([
      'x',
      'y',
      'b',
    ]);
  });
});

describe('the view in the address', () => {
  it('comes back as it went, whatever stands in names', () => {
    const view = {
      filter: {
        ...noFilter,
        text: 'cat & dog',
        facets: { tag: ['a,b', '50 %', '-'], experiment: [''] },
        age: 'week' as const,
        favourite: true,
        archived: true,
      },
      order: [
        { column: 'model', descending: false },
        { column: 'testAccuracy', descending: true },
      ],
      grouping: 'dataset' as const,
    };
    expect(viewOf(new URLSearchParams(queryOf(view).toString()))).toEqual(view);
  });
  it('is empty for the plain view, and leaves out what it cannot understand', () => {
    expect(queryOf(plainView).toString()).toBe('');
    expect(viewOf(new URLSearchParams('group=colour&age=never&tag=%25zz'))).toMatchObject({
      filter: { facets: { tag: ['%zz'] } },
      order: newestFirst,
    });
  });
});

describe('differences to a baseline', () => {
  const format = makeFormat('en');
  const baseline = runRow({ id: 'base', test: { accuracy: 0.88 }, lowestValLoss: 0.3 });
  const run = runRow({ id: 'other', test: { accuracy: 0.901 }, lowestValLoss: 0.35 });
  const deltaIn = (key: string, row = run) => runDelta(columnOf(key)!, { run: row, baseline, format });

  it('are in points for shares, with a sign, and better the right way round', () => {
    expect(deltaIn('testAccuracy')).toEqual({ text: '+2.1', better: true });
    expect(deltaIn('valLoss')).toEqual({ text: '+0.05', better: false });
    expect(deltaIn('valLoss', runRow({ id: 'low', lowestValLoss: 0.2 }))).toEqual({
      text: '−0.1',
      better: true,
    });
    expect(deltaIn('testAccuracy', runRow({ id: 'same', test: { accuracy: 0.88 } }))).toEqual({
      text: '±0',
      better: undefined,
    });
  });

  it('are none of the baseline itself, of what is no metric, and where a value is missing', () => {
    expect(deltaIn('testAccuracy', baseline)).toBeUndefined();
    expect(deltaIn('epochs')).toBeUndefined();
    expect(deltaIn('testAccuracy', runRow({ id: 'none', test: {} }))).toBeUndefined();
  });

  it('stand in the CSV beside their metrics, as plain numbers under the name of the baseline', () => {
    const named = { ...baseline, name: 'first' };
    const columns = ['state', 'curve', 'testAccuracy', 'valLoss'].map((key) => columnOf(key)!);
    const rows = [
      named,
      { ...run, name: 'second, better' },
      runRow({ id: 'none', name: 'none', test: {}, lowestValLoss: null }),
    ];
    const accuracy = 'Accuracy, difference to first';
    const loss = 'Lowest val. loss, difference to first';
    expect(runsAsCsv(rows, { columns, baseline: named, t: en })).toBe(
      [
        `Name,State,Accuracy,"${accuracy}",Lowest val. loss,"${loss}"`,
        'first,finished,0.88,0,0.3,0',
        '"second, better",finished,0.901,0.021,0.35,0.05',
        'none,finished,,,,',
      ].join('\r\n'),
    );
    expect(runsAsCsv(rows.slice(0, 1), { columns, baseline: undefined, t: en })).toBe(
      'Name,State,Accuracy,Lowest val. loss\r\nfirst,finished,0.88,0.3',
    );
  });
});

describe('columns', () => {
  it('follow the settings, without those of another version', () => {
    expect(shownColumns(['seed', 'nonsense', 'state']).map(({ key }) => key)).toEqual(['seed', 'state']);
    expect(shownColumns([]).length).toBeGreaterThan(5);
  });
  it('write numbers in the language of the person, and a dash for what is not known', () => {
    const run = runRow({ test: { accuracy: 0.876 } });
    expect(cellText(columnOf('testAccuracy')!, run, makeFormat('fr')).replaceAll(/\s/gu, ' ')).toBe('87,6 %');
    expect(cellText(columnOf('testAuc')!, run, makeFormat('en'))).toBe('–');
  });
});

describe('the window over a long list', () => {
  it('draws what is in sight and a little around', () => {
    const size = { lineHeight: 40, numLines: 5000 };
    expect(windowOf(0, 400, size)).toEqual({ from: 0, until: 27 });
    expect(windowOf(40 * 1000, 400, size)).toEqual({ from: 992, until: 1019 });
    expect(windowOf(9e9, 400, size)).toEqual({ from: 4973, until: 5000 });
    expect(windowOf(0, 400, { lineHeight: 40, numLines: 0 })).toEqual({ from: 0, until: 0 });
  });
  it('scrolls only as far as a line needs', () => {
    const sight = { scrollTop: 400, height: 440, top: 40 };
    expect(scrollFor(12, sight, 40)).toBe(400);
    expect(scrollFor(5, sight, 40)).toBe(200);
    expect(scrollFor(25, sight, 40)).toBe(640);
  });
});

it('finds among 5,000 runs exactly those that have the words, however often it is asked', () => {
  const runs = manyRuns(5000);
  for (const text of ['worked better', 'augmented']) {
    const found = filterRuns(runs, { ...noFilter, text }, now);
    const expected = runs.filter(
      ({ archived, name, notes, tags }) =>
        !archived && text.split(' ').every((word) => [name, notes, ...tags].join(' ').includes(word)),
    );
    expect(found.length).toBeGreaterThan(100);
    expect(found).toEqual(expected);
  }
});
