// What commands a terminal in the names and texts of others is shown, never obeyed.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { errorLines } from '../../src-main/cli/exit-codes.ts';
import { print, printJson, styled } from '../../src-main/cli/output.ts';
import { makeReport } from '../../src-main/evaluation/evaluation-report.ts';
import { reportLines } from '../../src-main/evaluation/report-text.ts';
import { jobFault } from '../../src-main/jobs/errors.ts';
import { recipeFault } from '../../src-main/jobs/recipe-faults.ts';
import { closeStore, openStore } from '../../src-main/store/open-store.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import { visibleLine, visibleText } from '../../src-main/visible-text.ts';
import { addRun, temporaryFolder } from '../store/temporary-store.ts';
import { finesse } from './captured-cli.ts';

const hostile = '\u001b]0;owned\u0007\u001b[2J\u001b[8mhidden\u009b31m\r\u202etxt.exe\u007f\nFORGED line';
// biome-ignore lint/suspicious/noControlCharactersInRegex: what must not come out
const raw = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

/** A line that only a name could have written. */
const forged = /^FORGED/m;

afterEach(() => vi.restoreAllMocks());

function written(act: () => void): string {
  const spy = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  act();
  return spy.mock.calls.map(([text]) => String(text)).join('');
}

describe('what is printed', () => {
  it('shows commands to a terminal as what they are, and keeps lines, tabs and letters', () => {
    expect(visibleText('a\tb\nc é 日本 العربية \u001b[2J\u009b')).toBe(
      'a\tb\nc é 日本 العربية \\x1b[2J\\x9b',
    );
    expect(written(() => print(hostile))).not.toMatch(raw);
  });

  it('keeps its own colours, and none of those in a name', () => {
    vi.stubEnv('FORCE_COLOR', '1');
    vi.stubEnv('NO_COLOR', undefined);
    const text = written(() => print(styled('bold', `Run ${hostile}`)));
    vi.unstubAllEnvs();
    expect(text.replaceAll('\u001b[1m', '').replaceAll('\u001b[22m', '')).not.toMatch(raw);
  });

  it('is a line for each line: no name, message or cell writes another', () => {
    expect(visibleLine('a\nb')).toBe('a\\nb');
    expect(written(() => print([`Run ${hostile}`, styled('bold', hostile)]))).not.toMatch(forged);
    const fault = jobFault('recipeInvalid', {
      file: hostile,
      issues: [recipeFault(hostile, 'unknownField', { nearest: hostile })],
    });
    expect(errorLines(fault, true).join('\n')).not.toMatch(forged);
    const classes = ['good', hostile];
    const report = makeReport({
      classes,
      labels: Int32Array.of(0, 1),
      probabilities: Float32Array.of(0.2, 0.8, 0.7, 0.3),
      options: { sources: [{ path: hostile }, { path: hostile }] },
    });
    const text = written(() => print(reportLines(report, { class: hostile, accuracy: 0.5 })));
    expect(text).toContain('FORGED line');
    expect(text).not.toMatch(forged);
  });

  it('is the same value as JSON', () => {
    const line = written(() => printJson({ name: hostile }));
    expect(line).not.toMatch(raw);
    expect(JSON.parse(line)).toEqual({ name: hostile });
  });
});

describe('commands', () => {
  const folder = temporaryFolder();
  const store = join(folder, 'store');

  it.skipIf(process.platform === 'win32')(
    'show names of runs, classes, files and options as text',
    async () => {
      const opened = openStore(store);
      const recipe = JSON.stringify(
        recipeSchema.parse({
          task: 'image-classification',
          name: hostile,
          model: { weights: hostile },
          data: { path: `/${hostile}` },
        }),
      );
      const run = addRun(opened, { recipe, name: hostile });
      closeStore(opened);
      const table = join(folder, 't.csv');
      writeFileSync(
        table,
        `text,label\n${'words here,"A'}${hostile}"\nothers there,"B${hostile}"\n`.repeat(1),
      );
      const pictures = join(folder, `p${hostile.replaceAll('/', '')}`);
      for (const label of ['a', 'b']) mkdirSync(join(pictures, `${label}${hostile}`), { recursive: true });
      writeFileSync(join(pictures, `a${hostile}`, 'x.png'), 'no picture');
      for (const args of [
        ['runs'],
        ['runs', '--json'],
        ['show', run.id],
        ['show', run.id, '--json'],
        ['edit', run.id, '--tag', hostile, '--notes', hostile],
        ['show', run.id],
        ['inspect', table],
        ['inspect', table, '--json'],
        ['inspect', pictures],
        ['inspect', join(folder, hostile)],
        ['train', join(folder, hostile)],
        ['export', hostile, folder],
        ['card', hostile],
        ['runs', '--experiment', hostile],
        ['runs', `--${hostile}`],
        [hostile],
      ]) {
        const { out, err } = await finesse(...args, '--store', store);
        expect(`${out}${err}`, args.join(' ')).not.toMatch(raw);
        expect(`${out}${err}`.length).toBeGreaterThan(0);
      }
    },
  );

  it('have one place to print', () => {
    const own = ['output.ts', 'live-line.ts', 'finesse.ts'];
    const files = readdirSync('src-main/cli').filter((name) => !own.includes(name));
    const others = files.filter((name) =>
      /console\.|std(out|err)\.write/.test(readFileSync(join('src-main/cli', name), 'utf8')),
    );
    expect(others).toEqual([]);
  });
});
