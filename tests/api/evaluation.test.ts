import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mediaResponse } from '../../src-main/api/media.ts';
import { runFolder } from '../../src-main/store/store-folder.ts';
import { faultOf } from '../../src-renderer/lib/api/faults.ts';
import { drain, type FinishedRuns, trainFinishedRuns } from './finished-runs.ts';

let runs: FinishedRuns;
const evaluation = () => runs.rig.client.evaluation;

beforeAll(async () => {
  runs = await trainFinishedRuns();
}, 120_000);
afterAll(() => runs.rig.close());

describe('the evaluation of a finished run', { timeout: 60_000 }, () => {
  it('is its stored report, whole, and is listed', async () => {
    const report = await evaluation().report({ run: runs.pictures });
    expect(report).toMatchObject({ classes: ['lying', 'standing'], examples: 24 });
    expect(report.bootstrap.intervals.accuracy!.low).toBeLessThanOrEqual(report.labels.accuracy);
    expect(await evaluation().list({ run: runs.pictures })).toMatchObject([{ split: 'test', dataPath: '' }]);
    const fault = await evaluation()
      .report({ run: runs.pictures, dataPath: '/elsewhere' })
      .catch((error: unknown) => faultOf(error));
    expect(fault).toMatchObject({ code: 'training.noEvaluation' });
  });

  it('gives its examples by page, each with its source, its classes and its loss; cells of the matrix add up', async () => {
    const { confusion, classes } = await evaluation().report({ run: runs.texts });
    const totals = await Promise.all(
      classes.flatMap((label) =>
        classes.map(
          async (predicted) => (await evaluation().examples({ run: runs.texts, label, predicted })).total,
        ),
      ),
    );
    expect(totals).toEqual(confusion.flat());
    const { total, examples } = await evaluation().examples({ run: runs.texts, offset: 2, limit: 5 });
    expect([total, examples.length]).toEqual([36, 5]);
    expect(examples[0]!.loss).toBeGreaterThanOrEqual(examples[4]!.loss);
    expect(examples[0]).toMatchObject({
      text: expect.any(String),
      source: { path: runs.textData, row: expect.any(Number) },
    });
    expect(examples[0]!.media).toBeUndefined();
    expect(Math.exp(-examples[0]!.loss)).toBeCloseTo(examples[0]!.labelProbability, 5);
  });

  it('shows pictures of its own data under an address without a path, and no others', async () => {
    const { examples } = await evaluation().examples({ run: runs.pictures, limit: 1 });
    const get = (path: string) => mediaResponse(runs.rig.services, new URL(path, 'http://localhost'));
    const picture = await get(`${examples[0]!.media}?size=32`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/webp']);
    expect((await get(`/media/prediction/${runs.pictures}/99999`)).status).toBe(404);
    expect((await get(`/media/prediction/${runs.texts}/0`)).status).toBe(404);
    expect((await get('/media/prediction/nosuchrun/0')).status).toBe(404);
  });

  it('says what happens at every threshold, chosen on validation examples and measured on test examples', async () => {
    const table = await evaluation().thresholds({ run: runs.pictures, class: 'standing', wantedRecall: 0.9 });
    expect(table).toMatchObject({ chosenOn: 'validation', unasked: false, temperature: 1 });
    expect(table.positives + table.negatives).toBe(16);
    const grid = table.rows.filter(({ threshold }) => Math.round(threshold * 200) / 200 === threshold);
    expect(grid.length).toBeGreaterThanOrEqual(201);
    expect(table.rows[0]).toMatchObject({ threshold: 0, recall: 1, flagged: 1 });
    expect(table.forRecall!.recall).toBeGreaterThanOrEqual(0.9);
    // What is promised stands among the rows at that very threshold, and so does what it does on the test examples.
    const { bestF1 } = table;
    expect(table.rows.find(({ threshold }) => threshold === bestF1!.threshold)).toEqual(bestF1);
    expect(table.testRows!.map(({ threshold }) => threshold)).toEqual(
      table.rows.map(({ threshold }) => threshold),
    );
    const { examples } = await evaluation().examples({ run: runs.pictures, limit: 100 });
    const flagged = examples.filter(
      ({ top }) => top.find(({ name }) => name === 'standing')!.probability >= bestF1!.threshold,
    );
    const onTest = table.testRows!.find(({ threshold }) => threshold === bestF1!.threshold)!;
    expect(onTest.truePositives).toBe(flagged.filter(({ label }) => label === 'standing').length);
    expect(onTest.falsePositives).toBe(flagged.filter(({ label }) => label === 'lying').length);
    const fault = await evaluation()
      .thresholds({ run: runs.pictures, class: 'sitting' })
      .catch((error: unknown) => faultOf(error));
    expect(fault).toMatchObject({ code: 'training.unknownClassOfRun', params: { name: 'sitting' } });
  });

  it('says where a threshold can only be chosen on the test examples, and asks the model about the others', async () => {
    const file = join(
      runFolder(runs.rig.services.store.paths, runs.pictures),
      'predictions-validation.safetensors',
    );
    const kept = readFileSync(file);
    const before = await evaluation().thresholds({ run: runs.pictures, class: 'standing' });
    rmSync(file);
    expect(await evaluation().thresholds({ run: runs.pictures, class: 'standing' })).toMatchObject({
      chosenOn: 'test',
      unasked: true,
      testRows: null,
    });
    await drain(await evaluation().lookThrough({ run: runs.pictures, split: 'validation' }));
    const after = await evaluation().thresholds({ run: runs.pictures, class: 'standing' });
    expect(after.bestF1!.f1).toBeCloseTo(before.bestF1!.f1, 6);
    expect(after.chosenOn).toBe('validation');
    writeFileSync(file, kept);
  });

  it('trades the share of answers against their accuracy', async () => {
    const { rows, testRows, examples, chosenOn } = await evaluation().coverage({ run: runs.texts });
    expect([chosenOn, examples, rows.length]).toEqual(['validation', 36, 101]);
    const { labels } = await evaluation().report({ run: runs.texts });
    expect(testRows![0]).toEqual({ below: 0, answered: 36, share: 1, accuracy: labels.accuracy });
    const shares = rows.map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  });

  it('keeps a rule for the answers, measured on the test examples, until it is taken away', async () => {
    const run = runs.texts;
    expect(await evaluation().decision({ run })).toEqual({ rule: null, outdated: false, test: null });
    const { testRows } = await evaluation().coverage({ run });
    const kept = await evaluation().keepDecision({ run, rule: { kind: 'abstain', below: 0.9 } });
    const { answered, accuracy } = testRows![90]!;
    expect(kept).toMatchObject({
      rule: { kind: 'abstain', below: 0.9, temperature: 1 },
      outdated: false,
      test: { examples: 36, answered, accuracy },
    });
    expect(await evaluation().decision({ run })).toEqual(kept);
    const unknown = evaluation().keepDecision({
      run,
      rule: { kind: 'threshold', class: 'sports', threshold: 0.2 },
    });
    expect(await unknown.catch((error: unknown) => faultOf(error))).toMatchObject({
      code: 'training.unknownClassOfRun',
    });
    expect(await evaluation().decision({ run })).toEqual(kept);
    expect((await evaluation().keepDecision({ run, rule: null })).rule).toBeNull();
  });

  it('fits a temperature on the validation split alone, and keeps it', async () => {
    const before = await evaluation().calibration({ run: runs.texts });
    const raw = await evaluation().examples({ run: runs.texts, sort: 'position', limit: 1 });
    const chosenBefore = await evaluation().keepDecision({
      run: runs.texts,
      rule: { kind: 'abstain', below: 0.9 },
    });
    expect(chosenBefore.outdated).toBe(false);
    expect(before).toMatchObject({ fitted: null, unavailable: null });
    const { result } = await drain(await evaluation().calibrate({ run: runs.texts }));
    expect(result.fitted).toMatchObject({ examples: 36, temperature: expect.any(Number) });
    const { validationLogLoss } = result.fitted!;
    expect(validationLogLoss.after).toBeLessThanOrEqual(validationLogLoss.before);
    expect(result.before).toEqual(before.before);
    expect(await evaluation().calibration({ run: runs.texts })).toEqual(result);
    // A rule that was chosen before keeps to its own probabilities, and it is said.
    expect(await evaluation().decision({ run: runs.texts })).toEqual({ ...chosenBefore, outdated: true });
    await evaluation().keepDecision({ run: runs.texts, rule: null });
    // Everything that shows probabilities now shows the calibrated ones.
    const { temperature } = result.fitted!;
    expect(await evaluation().coverage({ run: runs.texts })).toMatchObject({ temperature });
    const [example] = (await evaluation().examples({ run: runs.texts, sort: 'position', limit: 1 })).examples;
    expect(example!.probability).not.toBeCloseTo(raw.examples[0]!.probability, 5);
    expect(example!.predicted).toBe(raw.examples[0]!.predicted);
  });

  it('gives advice with its reason', async () => {
    const advice = await evaluation().advice({ run: runs.pictures });
    expect(advice.length).toBeGreaterThan(0);
    expect(advice.find(({ code }) => code === 'still-improving')?.action ?? null).toSatisfy(
      (action: (typeof advice)[number]['action']) =>
        action === null || action.patches[0]!.path === 'hyperparameters.epochs',
    );
    expect(advice.map(({ code }) => code)).not.toContain('no-test-split');
  });

  it('is cut by what the examples are like', async () => {
    const [group] = await evaluation().slices({ run: runs.texts });
    expect(group).toMatchObject({ kind: 'textLength' });
    expect(group!.slices.reduce((sum, { examples }) => sum + examples, 0)).toBe(36);
    const kinds = (await evaluation().slices({ run: runs.pictures })).map(({ kind }) => kind);
    expect(kinds).toEqual(['folder']);
  });

  it('can be made on other data, with progress, and is recorded', async () => {
    const path = join(runs.folder, 'data', 'other.csv');
    writeFileSync(
      path,
      'text,label\nsunny forecast today,weather\nbutter in the pan,kitchen\nmy ticket please,travel\nthe oven,kitchen\n',
    );
    const { result, phases } = await drain(await evaluation().evaluateOn({ run: runs.texts, path }));
    expect(result).toMatchObject({ dataPath: path, report: { examples: 4 } });
    expect(phases).toContain('evaluating');
    expect((await evaluation().list({ run: runs.texts })).map(({ dataPath }) => dataPath)).toEqual([
      path,
      '',
    ]);
    const { rates, ...stored } = await evaluation().report({ run: runs.texts, dataPath: path });
    expect(stored).toEqual(result.report);
    expect(rates.map(({ recall }) => recall.of)).toEqual(stored.perClass.map(({ support }) => support));
  });
});
