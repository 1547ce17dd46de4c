// The commands on a real store with the real engine, in this process where they end by themselves.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DatasetVersion } from '../../src-main/data/dataset-version.ts';
import { corruptedJpeg } from '../data/damaged-jpegs.ts';
import { tinyRecipe, writeTinyPictures } from '../jobs/tiny-pictures.ts';
import { temporaryFolder } from '../store/temporary-store.ts';
import { finesse } from './captured-cli.ts';

const folder = temporaryFolder();
const store = join(folder, 'store');
const data = join(folder, 'pictures');
const recipe = join(folder, 'recipe.json');
let run: string;

/** Runs a command with --json and gives what its only line holds. */
async function json(...args: string[]) {
  const { exitCode, out, err } = await finesse(...args, '--json', '--store', store);
  expect([exitCode, err, out.trimEnd().split('\n').length]).toEqual([0, '', 1]);
  return JSON.parse(out);
}

function readVersion(id: string): DatasetVersion {
  const text = readFileSync(join(store, 'runs', id, 'dataset.json'), 'utf8');
  return JSON.parse(text) as DatasetVersion;
}

beforeAll(async () => {
  await writeTinyPictures(data);
  mkdirSync(join(folder, 'empty'));
  writeFileSync(recipe, JSON.stringify({ ...tinyRecipe('pictures', 3), experiment: 'cli', name: 'tiny' }));
  const result = await json('train', recipe);
  run = result.run;
  expect(result).toMatchObject({
    state: 'finished',
    epochs: 3,
    test: { accuracy: expect.any(Number), f1Macro: expect.any(Number) },
  });
  expect(result.seconds).toBeGreaterThan(0);
}, 120_000);

describe('finesse', () => {
  it('runs lists the run, with filters', async () => {
    expect(await json('runs')).toMatchObject([
      { run, name: 'tiny', experiment: 'cli', state: 'finished', epochs: 3 },
    ]);
    expect(await json('runs', '--experiment', 'other')).toEqual([]);
    const { out } = await finesse('runs', '--store', store);
    expect(out).toMatch(/^run .*name .*state .*test accuracy/);
    expect(out).toContain(run);
  });

  it('estimate says what of the recipe has no effect, and then what it takes', async () => {
    const { exitCode, out, err } = await finesse(
      ...['estimate', recipe, '--set', 'model.pooling=mean', '--store', store],
    );
    expect([exitCode, err]).toEqual([0, expect.stringMatching(/^Without effect: model\.pooling\..*\n$/)]);
    expect(out).toMatch(/^time {4}/);
  }, 60_000);

  it('show gives everything, by the beginning of the id', async () => {
    const shown = await json('show', run.slice(0, 4));
    expect(shown).toMatchObject({
      run,
      state: 'finished',
      recipe: { seed: 42 },
      dataset: { numExamples: 60 },
    });
    expect(shown.curves.map((curve: { metric: string }) => curve.metric)).toContain('loss');
    expect(shown.epochMetrics).toHaveLength(3);
    expect(shown.artefacts.map((file: { kind: string }) => file.kind)).toEqual([
      'model',
      'evaluation',
      'predictions',
    ]);
    const { out } = await finesse('show', run, '--store', store);
    expect(out).toMatch(/test split +value +95 % interval/);
  });

  it('evaluate gives the figures of training again, and those of other data', async () => {
    const trained = (await json('show', run)).evaluations[0].metrics;
    const again = await json('evaluate', run);
    const f1 = trained.find((row: { metric: string }) => row.metric === 'f1Macro').value;
    expect(again).toMatchObject({ run, state: 'finished', data: null, examples: 10, test: { f1Macro: f1 } });
    const other = await json('evaluate', run, '--data', data);
    expect(other).toMatchObject({ data, examples: 60 });
    expect(existsSync(other.reportFile)).toBe(true);
    const told = await finesse('evaluate', run, '--data', data, '--store', store);
    expect(told.out).toMatch(/its folders are the 2 classes\./);
    expect((await json('show', run)).evaluations).toHaveLength(2);
  });

  it('predict gives probabilities of every class that sum to one', async () => {
    const result = await json('predict', run, join(data, 'dark', '0.png'), join(data, 'light', '1.png'));
    expect(result.predictions).toHaveLength(2);
    for (const { probabilities } of result.predictions)
      expect(
        probabilities.reduce((sum: number, row: { probability: number }) => sum + row.probability, 0),
      ).toBeCloseTo(1, 5);
    const wrong = await finesse('predict', run, '--text', 'hello', '--store', store);
    expect([wrong.exitCode, wrong.err]).toEqual([
      2,
      expect.stringMatching(/classifies pictures; it was given texts/),
    ]);
    const csv = join(folder, 'answers.csv');
    const whole = await json('predict', run, '--folder', join(data, 'dark'), '--csv', csv);
    expect(whole).toMatchObject({ rows: 30, unreadable: 0, csvFile: csv });
    expect(readFileSync(csv, 'utf8').trimEnd().split('\r\n')).toHaveLength(31);
    const bad = join(folder, 'bad.jpg');
    writeFileSync(bad, await corruptedJpeg());
    const said = await finesse('predict', run, bad, '--store', store);
    expect([said.exitCode, said.out]).toEqual([
      0,
      expect.stringMatching(
        /bad\.jpg: .* % .*\(damaged, predicted from what could be decoded: .*Corrupt JPEG/,
      ),
    ]);
    const half = await finesse('predict', run, '--folder', data, '--store', store);
    expect([half.exitCode, half.err]).toEqual([
      2,
      expect.stringMatching(/--folder and --csv belong together/),
    ]);
    const none = await finesse('predict', run, '--store', store);
    expect([none.exitCode, none.err]).toEqual([2, expect.stringMatching(/either picture files or --text/)]);
  });

  it('export writes files that are found again', async () => {
    for (const format of ['onnx', 'safetensors']) {
      const exported = await json('export', run, join(folder, `exported-${format}`), '--format', format);
      const { files } = exported;
      expect(exported.parity).toMatchObject({ examples: 10, agreeing: 10, inputs: 'test' });
      expect(files.every((file: { path: string }) => existsSync(file.path))).toBe(true);
      const { artefacts } = await json('show', run);
      expect(artefacts).toContainEqual(expect.objectContaining({ kind: format }));
    }
    const odd = await finesse('export', run, folder, '--format', 'floppy', '--store', store);
    expect([odd.exitCode, odd.err]).toEqual([
      2,
      expect.stringMatching(/Allowed choices are onnx, safetensors/),
    ]);
  });

  it('card prints the model card, or writes it', async () => {
    const { out } = await finesse('card', run, '--store', store);
    expect(out).toMatch(/^# .*\n\nThis model sorts pictures into 2 classes: dark, light\./);
    const file = join(folder, 'card.md');
    const written = await finesse('card', run, '--locale', 'fr', '--out', file, '--store', store);
    expect([written.exitCode, readFileSync(file, 'utf8')]).toEqual([
      0,
      expect.stringContaining('## Limites'),
    ]);
  });

  it('inspect counts classes and splits', async () => {
    expect(await json('inspect', data)).toMatchObject({ kind: 'image', examples: 60, duplicateGroups: 0 });
    expect((await finesse('inspect', data)).out).toMatch(/its folders are the 2 classes\./);
    const table = join(folder, 'notes.csv');
    const rows = Array.from(
      { length: 30 },
      (_, at) => `${at},a note of some length about number ${at},${at % 2},x`,
    );
    writeFileSync(table, `,text,class,remark\n${rows.join('\n')}\n# not a comment here\n`);
    expect((await finesse('inspect', table)).out).toContain(
      'Columns of notes.csv: text is "text", label is "class"; not used: "0", "remark".',
    );
    const nowhere = await finesse('inspect', join(folder, 'nowhere'));
    expect([nowhere.exitCode, nowhere.err]).toEqual([2, expect.stringMatching(/nowhere/)]);
  });

  it('train --from makes a run of another, whose examples keep their places, and inspect --from says so', async () => {
    const shown = await json('show', run);
    const first = readVersion(run);
    const one = first.examples[0]!;
    const label = first.classes[1 - one.label]!;
    const relabel = ['--set', `data.relabel.${one.contentHash}=${label}`];
    const child = (await json('train', '--from', run, ...relabel)).run;
    expect(await json('show', child)).toMatchObject({
      name: 'tiny 2',
      experiment: 'cli',
      parent: run,
      recipe: { ...shown.recipe, name: 'tiny 2', data: { relabel: { [one.contentHash]: label } } },
    });
    const second = readVersion(child);
    const splits = ({ examples }: DatasetVersion) =>
      examples.map(({ contentHash, split }) => [contentHash, split]);
    expect(splits(second)).toEqual(splits(first));
    expect(second.hash).not.toBe(first.hash);
    const { out } = await finesse('show', child, '--store', store);
    expect(out).toMatch(/60 examples keep their places in the split of run .*, 0 new ones/);
    const inspected = await finesse('inspect', data, '--from', child, '--store', store);
    expect(inspected.out).toMatch(/60 examples keep their places/);
    const none = await finesse('train', '--from', child, '--corrected', '--store', store);
    expect([none.exitCode, none.err]).toEqual([2, expect.stringMatching(/every correction there is/)]);
    const both = await finesse('train', '--from', run, '--resume', run, '--store', store);
    expect([both.exitCode, both.err]).toEqual([2, expect.stringMatching(/choose one of the two/)]);
  });

  it('recipe --schema prints a JSON Schema', async () => {
    const { out } = await finesse('recipe', '--schema');
    expect(JSON.parse(out)).toMatchObject({ type: 'object', required: ['task', 'model', 'data'] });
  });

  it('train keeps a line for each epoch and ends with what to do next, plain where there is no terminal', async () => {
    const { exitCode, out } = await finesse(
      'train',
      recipe,
      '--set',
      'hyperparameters.epochs=2',
      '--store',
      store,
    );
    expect(exitCode).toBe(0);
    expect(out.match(/^epoch \d\/2 .*loss/gm)).toHaveLength(2);
    expect(out).toMatch(/finished after 2 epochs .*\n.*finesse show/);
    expect(out).not.toContain('\x1b');
  });

  it('train ends with 1 when the run fails, and says why', async () => {
    const { exitCode, out } = await finesse(
      'train',
      recipe,
      '--set',
      `data.path=${join(folder, 'empty')}`,
      '--store',
      store,
      '--json',
    );
    expect(exitCode).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      state: 'failed',
      error: { code: expect.stringMatching(/^data\./) },
    });
  });

  it.each([
    'doctor',
    'inspect',
    'train',
    'runs',
    'show',
    'evaluate',
    'predict',
    'export',
    'card',
    'recipe',
    'demo',
  ])('%s --help shows its options and an example', async (command) => {
    const { exitCode, out } = await finesse(command, '--help');
    expect(exitCode).toBe(0);
    expect(out).toMatch(
      new RegExp(`Usage: finesse ${command}[^]*Options:[^]*Examples?:\\n  finesse ${command}`),
    );
  });

  it.skipIf(process.platform === 'win32')(
    'train stops at a checkpoint on Ctrl-C with 130, and --resume ends as an undisturbed run does',
    { timeout: 120_000 },
    async () => {
      const long = ['--set', 'hyperparameters.epochs=25', '--set', 'hyperparameters.schedule=constant'];
      const whole = await json('train', recipe, ...long);
      const entry = fileURLToPath(new URL('../../src-main/cli/finesse.ts', import.meta.url));
      const child = spawn(process.execPath, [entry, 'train', recipe, ...long, '--store', store]);
      let out = '';
      let asked = false;
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (asked || !/^epoch 3\//m.test(out)) return;
        asked = true;
        child.kill('SIGINT');
      });
      const [exitCode] = (await once(child, 'exit')) as [number];
      expect(exitCode).toBe(130);
      const id = /Go on with "finesse train --resume (\w+)"/.exec(out)?.[1];
      expect(await json('show', id!)).toMatchObject({ state: 'interrupted', errorCode: null });
      const resumed = await json('train', '--resume', id!);
      expect(resumed).toMatchObject({
        run: id,
        state: 'finished',
        epochs: whole.epochs,
        bestEpoch: whole.bestEpoch,
        test: whole.test,
      });
    },
  );
});
