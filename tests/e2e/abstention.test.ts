// A support team's walk: a table of texts chosen in the wizard, a short training, a confidence below which no answer is
// given, kept with the run, and a table predicted into a CSV that leaves exactly the doubtful rows unanswered.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvRow } from '../../src-main/data/csv-writer.ts';
import { parseDelimited } from '../../src-main/data/delimited-records.ts';
import { hasSharedData, sharedData, skipReason } from '../data/shared-data.ts';
import {
  type Application,
  chromiumPath,
  launchBrowser,
  openPage,
  startApplication,
  strangers,
  temporaryFolder,
} from './application.ts';
import { choosePath, inState, lookAt, openAt, startTraining, writeRecipe } from './walking.ts';

const folder = temporaryFolder();
const tables = join(folder.path, 'tables');
const place = (name: string) => join(tables, name);
let application: Application;
let browser: Browser;

const recordsOf = (text: string) => [...parseDelimited(text, ',')].map(({ cells }) => cells);

/** Lines `from` to `to` of the messages under their header, byte for byte. */
function copyMessages(name: string, from: number, to: number): void {
  const lines = readFileSync(sharedData('sms-spam/spam.csv'), 'latin1').split('\n');
  writeFileSync(place(name), `${[lines[0], ...lines.slice(from - 1, to)].join('\n')}\n`, 'latin1');
}

/** The first `perClass` questions of each of the 77 intents. */
function copyQuestions(source: string, name: string, perClass: number): void {
  const [header, ...rows] = recordsOf(readFileSync(sharedData(`banking77/${source}`), 'utf8'));
  const seen = new Map<string, number>();
  const some = rows.filter(([, intent]) => {
    const count = (seen.get(intent!) ?? 0) + 1;
    seen.set(intent!, count);
    return count <= perClass;
  });
  writeFileSync(place(name), [header!, ...some].map(csvRow).join(''));
}

/** A draft on a table, chosen in the Data step; its columns and findings are on the screen then. */
async function chooseTable(page: Page, name: string): Promise<void> {
  await openAt(page, application, 'wizard/new');
  await page.getByRole('radio', { name: 'Text classification' }).check();
  await page.getByRole('link', { name: /Choose the data/ }).click();
  await page.getByRole('button', { name: 'Choose a table…' }).click();
  await choosePath(page, 'Where the examples are', place(name));
  await page.getByRole('heading', { name: 'Columns' }).waitFor({ timeout: 60_000 });
  await page.getByRole('heading', { name: 'Worth a look' }).waitFor({ timeout: 60_000 });
}

/** Trains a small network on it from nothing, in seconds. */
async function trainBriefly(page: Page, name: string, epochs: number): Promise<string> {
  await writeRecipe(page, {
    name,
    model: {
      architecture: { family: 'bert', layers: 1, hiddenSize: 64, heads: 2, vocabularySize: 2_000 },
    },
    adaptation: { headDropout: 0 },
    hyperparameters: { epochs, learningRate: 0.003, earlyStopping: false },
    engine: { threads: 1 },
  });
  const run = await startTraining(page);
  await inState(page, 'Finished');
  return run;
}

/** Keeps under Evaluate that nothing is answered below a probability. */
async function keepAbstention(page: Page, run: string, below: string): Promise<void> {
  await openAt(page, application, `runs/${run}/evaluate`);
  const slider = page.getByRole('slider', { name: 'No answer below' });
  await slider.waitFor({ timeout: 60_000 });
  await slider.fill(below);
  const card = page.locator('section, article, div').filter({ has: slider }).last();
  await card.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByText(/^Kept: no answer below/).waitFor();
}

/** Predicts a table under Use; the cells of the CSV by their column. */
async function predictTable(page: Page, run: string, [source, target]: readonly [string, string]) {
  await openAt(page, application, `runs/${run}/use`);
  await page.getByRole('button', { name: 'Choose and predict…' }).click();
  await choosePath(page, 'A whole folder or table', place(source));
  await choosePath(page, 'Where to put the CSV', place(target));
  await page.getByText(/ predicted in /).waitFor({ timeout: 60_000 });
  const text = readFileSync(place(target), 'utf8');
  expect(text.startsWith('\ufeff')).toBe(true);
  const [header, ...rows] = recordsOf(text.slice(1));
  return rows.map((cells) => Object.fromEntries(header!.map((column, at) => [column, cells[at]!])));
}

/** Every row of a batch against its own probabilities; how many were answered, not answered, and not predicted at all. */
function checkRows(rows: readonly Readonly<Record<string, string>>[], below: number) {
  const counts = { answered: 0, unanswered: 0, unpredicted: 0 };
  for (const row of rows) {
    if (row.problem !== '') {
      counts.unpredicted++;
      expect(row).toMatchObject({ prediction: '', probability: '', answered: 'no' });
      continue;
    }
    const probabilities = Object.entries(row)
      .filter(([column]) => /^P\(.*\)$/.test(column))
      .map(([column, cell]) => ({ name: column.slice(2, -1), probability: Number(cell) }));
    const best = probabilities.reduce((a, b) => (b.probability > a.probability ? b : a));
    expect(Number(row.probability)).toBe(best.probability);
    expect(probabilities.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 3);
    if (best.probability >= below) {
      counts.answered++;
      expect(row).toMatchObject({ prediction: best.name, answered: 'yes' });
    } else {
      counts.unanswered++;
      expect(row).toMatchObject({ prediction: '', answered: 'no' });
    }
  }
  return counts;
}

const skipped = chromiumPath === undefined || !hasSharedData;

describe.skipIf(skipped)(`abstention in a browser${skipReason}`, () => {
  beforeAll(async () => {
    mkdirSync(tables);
    [application, browser] = await Promise.all([
      startApplication(join(folder.path, 'store'), [tables]),
      launchBrowser(),
    ]);
  });

  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    folder.remove();
  });

  it('leaves doubtful messages of sms-spam unanswered, and tells which rows of it were not read', async () => {
    copyMessages('messages.csv', 2_501, 3_300);
    copyMessages('new-messages.csv', 4_001, 4_300);
    const { page, faults } = await openPage(browser, application);
    const foreign = strangers(page, new URL(application.url).origin);
    await chooseTable(page, 'messages.csv');
    // Its three columns without a name and without content are no columns to be asked about.
    const columns = page.getByRole('region', { name: 'Columns' });
    expect(await columns.getByRole('columnheader').count()).toBe(2);
    const role = (column: string) => page.getByLabel(`Role of the column ${column}`, { exact: true });
    expect(await role('v1').inputValue()).toBe('label');
    expect(await role('v2').inputValue()).toBe('text');
    const finding = (title: string) => page.getByRole('listitem').filter({ hasText: title });
    await finding('Rows with too many or too few cells: 4').waitFor();
    const swallowed = finding('Rows swallowed by an unclosed quote: 1');
    await swallowed.getByText('Where').click();
    await swallowed.getByText(/line 294/).waitFor();
    await lookAt(page, 'sms-data');
    const run = await trainBriefly(page, 'Messages', 3);
    await lookAt(page, 'sms-train');
    await keepAbstention(page, run, '0.95');
    await lookAt(page, 'sms-evaluate');
    const rows = await predictTable(page, run, ['new-messages.csv', 'answers.csv']);
    await lookAt(page, 'sms-use');
    const counts = checkRows(rows, 0.95);
    expect(counts).toEqual({ answered: expect.any(Number), unanswered: expect.any(Number), unpredicted: 2 });
    expect(Math.min(counts.answered, counts.unanswered)).toBeGreaterThan(0);
    expect(rows).toHaveLength(300);
    await page.getByText('The texts were taken from the column “v2” of new-messages.csv.').waitFor();
    await page.getByText(new RegExp(`^${counts.unanswered} without an answer by the kept rule`)).waitFor();
    expect(faults).toEqual([]);
    expect(foreign).toEqual([]);
  });

  it('leaves doubtful questions of banking77 unanswered, whose 77 intents can be read under Evaluate', async () => {
    copyQuestions('train.csv', 'questions.csv', 16);
    copyQuestions('test.csv', 'test-questions.csv', 4);
    const { page, faults } = await openPage(browser, application);
    const foreign = strangers(page, new URL(application.url).origin);
    await chooseTable(page, 'questions.csv');
    await page.getByRole('button', { name: 'Use separate test data…' }).click();
    await choosePath(page, 'Use separate test data…', place('test-questions.csv'));
    await page.getByText('1,540 examples').first().waitFor();
    await lookAt(page, 'banking-data');
    // Names that begin alike are told apart where the classes are counted.
    const counted = page.getByRole('region', { name: 'Examples of each class' });
    const cut = await counted
      .locator('th bdi')
      .evaluateAll((names) => names.filter((name) => name.scrollHeight > name.clientHeight).length);
    expect(cut).toBe(0);
    const run = await trainBriefly(page, 'Questions', 30);
    await keepAbstention(page, run, '0.3');
    const classes = page.getByRole('region', { name: 'Class by class' });
    expect(await classes.getByRole('rowheader').count()).toBe(77);
    await lookAt(page, 'banking-evaluate');
    const rows = await predictTable(page, run, ['test-questions.csv', 'answers-77.csv']);
    await lookAt(page, 'banking-use');
    const counts = checkRows(rows, 0.3);
    expect(counts.unpredicted).toBe(0);
    expect(Math.min(counts.answered, counts.unanswered)).toBeGreaterThan(0);
    expect(rows).toHaveLength(308);
    expect(faults).toEqual([]);
    expect(foreign).toEqual([]);
  });
});
