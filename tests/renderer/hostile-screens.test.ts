// Screens with hostile texts in the place of everything that comes from files, imports and other people: seeded, many
// draws for each. Nothing of a text may become an element, a handler or an address, and no screen may fall over one.
import { waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openRandom } from '../../src-main/data/random.ts';
import { router } from '../../src-renderer/lib/state/router.svelte.ts';
import Markdown from '../../src-renderer/lib/ui/Markdown.svelte';
import CompareScreen from '../../src-renderer/routes/compare/CompareScreen.svelte';
import HomeScreen from '../../src-renderer/routes/home/HomeScreen.svelte';
import ModelsScreen from '../../src-renderer/routes/models/ModelsScreen.svelte';
import RunsScreen from '../../src-renderer/routes/runs/RunsScreen.svelte';
import EvaluateTab from '../../src-renderer/routes/runs/run/evaluate/EvaluateTab.svelte';
import { draftSummary, experiment, hello, runDetails, settings } from './answers.ts';
import { baseline, comparison, higherRate } from './compare/compare-data.ts';
import { report as evaluation } from './evaluate/report.ts';
import { fakeApi } from './fake-api.ts';
import { hostileTexts, injectedInto } from './hostile-texts.ts';
import { renderScreen } from './render-screen.ts';
import { runRow } from './runs/run-rows.ts';
import { model, scratch, wizardApi } from './wizard/wizard-fakes.ts';

const seed = 7;
const draws = 12;
/** Fields that hold words of others; what is not among them is the program's own, such as states and codes. */
const free =
  /^(name|notes|tags|experiment|model|label|predicted|text|message|path|source|dataPath|cpu|description|licence|licenseText|first|second|storeFolder|absentClasses|classes|class)$/;
const never = () => new Promise<never>(() => undefined);

/** A value with texts of the list wherever a field is free; lists of names stay lists of different ones. */
function poisoned<Value>(value: Value, draw: () => string, field = ''): Value {
  if (typeof value === 'string') return (free.test(field) ? draw() : value) as Value; // a text for a text
  if (Array.isArray(value)) return value.map((one) => poisoned(one, draw, field)) as Value; // as long as before
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, inner]) => [name, poisoned(inner, draw, name)]);
  return Object.fromEntries(entries) as Value; // the same fields
}

function drawer(at: number): () => string {
  const random = openRandom(seed, at, 0);
  let number = 0;
  return () => `${hostileTexts[random.below(hostileTexts.length)]} ${++number}`;
}

/** Screens whose fields are poisoned by `draw`. */
const screens: Readonly<Record<string, (draw: () => string) => void>> = {
  runs(draw) {
    router.go('#/runs', { replace: true });
    const rows = ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'].map((id) =>
      poisoned(runRow({ id, tags: ['one', 'two'], experiment: 'pets', notes: 'note' }), draw),
    );
    const api = fakeApi({
      settings: { get: async () => settings(), put: async () => settings() },
      shell: { appearance: async () => undefined },
      runs: { list: async () => rows },
      experiments: { list: async () => [experiment({ name: draw() })] },
      training: { listChanges: never },
    });
    renderScreen(RunsScreen, { api, props: { path: [] } });
  },
  compare(draw) {
    router.go('#/compare?ids=bbbbbbbbbb,aaaaaaaaaa&baseline=aaaaaaaaaa', { replace: true });
    const runs = [poisoned(higherRate, draw), poisoned(baseline, draw)];
    const compare = async () => ({ runs, baseline: [poisoned(comparison, draw)] });
    const api = fakeApi({ runs: { compare, curves: async () => [] } });
    renderScreen(CompareScreen, { api, props: { path: [] } });
  },
  home(draw) {
    router.go('#/', { replace: true });
    const draft = draftSummary({ id: '11111111-2222-4333-8444-555555555555', name: draw() });
    const api = fakeApi({
      runs: { list: async () => [poisoned(runRow({ id: 'aaaaaaaaaa' }), draw)] },
      drafts: { list: async () => [draft] },
      system: {
        hello: async () =>
          hello({ machine: { cpu: draw(), threads: 8, memoryBytes: 16e9 }, storeFolder: draw() }),
      },
    });
    renderScreen(HomeScreen, { api, props: { path: [] } });
  },
  models(draw) {
    router.go('#/models', { replace: true });
    const imported = { ...poisoned(model, draw), id: 'mine', kind: 'imported' as const };
    const api = wizardApi({ models: { list: async () => [imported, poisoned(scratch, draw)] } });
    renderScreen(ModelsScreen, { api, props: { path: [] } });
  },
  evaluate(draw) {
    const api = fakeApi({
      evaluation: {
        report: async () => poisoned(evaluation, draw),
        advice: async () => [],
        calibration: async () => ({ before: evaluation.calibration, fitted: null, unavailable: null }),
        slices: async () => [],
        list: async () => [],
        splits: async () => [],
        changedFiles: async () => ({ examples: 1, changed: 0, vanished: 0, first: [], indices: [] }),
        examples: async () => ({ total: 0, all: 0, examples: [] }),
        thresholds: never,
      },
      corrections: { list: async () => ({ dataPath: draw(), corrections: [] }) },
      runs: { get: async () => runDetails() },
    });
    renderScreen(EvaluateTab, { api, props: { run: '7k2m', task: 'image-classification', finished: true } });
  },
  'model cards'(draw) {
    const lines = Array.from({ length: 20 }, draw);
    const card = [
      `# ${lines[0]}`,
      ...lines,
      `- ${lines[1]}`,
      `| ${lines[2]} | b |\n| --- | --- |\n| ${lines[3]} | ${lines[4]} |`,
      `**${lines[5]}** \`${lines[6]}\` [${lines[7]}](${lines[8]})`,
    ].join('\n\n');
    renderScreen(Markdown, {
      api: fakeApi({}),
      props: { markdown: card },
    });
  },
};

afterEach(() => {
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

describe('hostile texts are text on the screen of', () => {
  it.each(Object.keys(screens))('%s', async (name) => {
    for (let at = 0; at < draws; at++) {
      const given: string[] = [];
      const draw = drawer(at);
      screens[name]!(() => {
        const text = draw();
        given.push(text);
        return text;
      });
      const { hash } = window.location;
      // As a page shows it: blanks of HTML are one, and what cannot be seen is not compared.
      await waitFor(() =>
        expect(given.some((text) => document.body.textContent.includes(text.slice(0, 12)))).toBe(true),
      );
      const harmful = injectedInto(document.body).filter(
        // A card may link to the web; the link says where it goes and opens only when it is pressed.
        (html) => name !== 'model cards' || !/^<a [^>]*href="https:\/\//.test(html),
      );
      expect(harmful, `${name}, draw ${at}`).toEqual([]);
      expect(window.location.hash).toBe(hash);
      document.body.replaceChildren();
    }
    expect(globalThis).not.toHaveProperty('hostile');
  });
});
