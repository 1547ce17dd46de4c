import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDelimited } from '../../src-main/data/delimited-records.ts';
import { pictureInputs } from '../../src-main/data/prediction-inputs.ts';
import { runOnnxModel } from '../../src-main/engine/onnx-inference.ts';
import { openWeights } from '../../src-main/library/weights.ts';
import { recogniseArchitecture } from '../../src-main/models/recognise.ts';
import { runFolder } from '../../src-main/store/store-folder.ts';
import { openPredictor } from '../../src-main/training/predictor.ts';
import { faultOf } from '../../src-renderer/lib/api/faults.ts';
import { corruptedJpeg } from '../data/damaged-jpegs.ts';
import { drain, type FinishedRuns, trainFinishedRuns } from './finished-runs.ts';

let runs: FinishedRuns;
const use = () => runs.rig.client.use;
const fault = (error: unknown) => faultOf(error);
const picture = (name: string) => join(runs.pictureData, name);

beforeAll(async () => {
  runs = await trainFinishedRuns();
}, 120_000);
afterAll(() => runs.rig.close());

describe('predictions', { timeout: 60_000 }, () => {
  it('come from files and from bytes alike, all classes, and the second time without loading', async () => {
    const path = picture('standing/3.png');
    const bytes = new File([new Uint8Array(readFileSync(path))], 'sent.png', { type: 'image/png' });
    const first = await use().predict({ run: runs.pictures, inputs: [{ file: path }, { picture: bytes }] });
    const [file, sent] = first.predictions;
    expect([file!.input, sent!.input]).toEqual(['3.png', 'sent.png']);
    expect(sent!.probabilities).toEqual(file!.probabilities);
    expect(file!.probabilities.map(({ name }) => name).sort()).toEqual(['lying', 'standing']);
    const second = await use().predict({ run: runs.pictures, inputs: [{ file: path }] });
    expect(second.loadMs).toBe(0);
    expect(first.loadMs).toBeGreaterThan(0);
    expect(second.predictions[0]!.label).toBe(file!.label);
  });

  it('say what is wrong with one input and still answer the others', async () => {
    const broken = join(runs.folder, 'broken.png');
    writeFileSync(broken, 'not a picture');
    const { predictions } = await use().predict({
      run: runs.pictures,
      inputs: [{ file: picture('lying/0.png') }, { file: broken }, { file: picture('lying/1.png') }],
    });
    expect(predictions.map(({ problem }) => problem?.code ?? null)).toEqual([null, 'not-a-picture', null]);
    expect(predictions[1]!.problem!.message).toMatch(/not a JPEG/);
  });

  it('say of a damaged picture that it is, answer it for what could be decoded, and the others as ever', async () => {
    const bad = join(runs.folder, 'bad.jpg');
    writeFileSync(bad, await corruptedJpeg());
    const file = picture('lying/0.png');
    const [alone] = (await use().predict({ run: runs.pictures, inputs: [{ file }] })).predictions;
    const { predictions } = await use().predict({
      run: runs.pictures,
      inputs: [{ file }, { file: bad }, { file }],
    });
    expect(predictions.map(({ problem }) => problem)).toEqual([null, null, null]);
    expect(predictions.map(({ damage }) => damage?.code)).toEqual([undefined, 'damaged-picture', undefined]);
    expect(predictions[1]!.probabilities).toHaveLength(2);
    // Alone or in a batch, what is computed differs by rounding only.
    for (const [at, { name, probability }] of alone!.probabilities!.entries()) {
      expect(predictions[2]!.probabilities![at]!.name).toBe(name);
      expect(predictions[2]!.probabilities![at]!.probability).toBeCloseTo(probability, 6);
    }
  });

  it('answer an empty picture with its problem, and the others that were sent with it', async () => {
    const sent = (name: string, bytes: Uint8Array<ArrayBuffer>) => ({ picture: new File([bytes], name) });
    const good = new Uint8Array(readFileSync(picture('lying/0.png')));
    const { predictions } = await use().predict({
      run: runs.pictures,
      inputs: [sent('a.png', good), sent('empty.png', new Uint8Array()), sent('c.png', good)],
    });
    expect(predictions.map(({ input, problem }) => [input, problem?.code ?? null])).toEqual([
      ['a.png', null],
      ['empty.png', 'empty-file'],
      ['c.png', null],
    ]);
  });

  it('of texts come with the tokens the network saw', async () => {
    const { predictions } = await use().predict({ run: runs.texts, inputs: [{ text: 'Butter the pan' }] });
    expect(predictions[0]).toMatchObject({ label: 'kitchen', truncated: false });
    expect(predictions[0]!.tokens).toEqual(expect.arrayContaining(['[CLS]', 'the', '[SEP]']));
  });

  it('apply the fitted temperature only where asked, and keep the class', async () => {
    await drain(await runs.rig.client.evaluation.calibrate({ run: runs.texts }));
    const ask = { run: runs.texts, inputs: [{ text: 'storm forecast' }] };
    const plain = await use().predict(ask);
    const calibrated = await use().predict({ ...ask, calibrated: true });
    expect(plain.temperature).toBe(1);
    expect(calibrated.temperature).not.toBe(1);
    expect(calibrated.predictions[0]!.label).toBe(plain.predictions[0]!.label);
    expect(calibrated.predictions[0]!.probabilities[0]!.probability).not.toBeCloseTo(
      plain.predictions[0]!.probabilities[0]!.probability,
      4,
    );
  });

  it('are answered by the rule that is kept with the run, in the playground and in a CSV', async () => {
    const { evaluation } = runs.rig.client;
    const inputs = ['lying/0.png', 'standing/1.png', 'standing/3.png'].map((name) => ({
      file: picture(name),
    }));
    const before = await use().predict({ run: runs.pictures, inputs });
    expect(before.rule).toBeNull();
    expect(before.predictions.map(({ answer }) => answer)).toEqual(
      before.predictions.map(({ label }) => label),
    );
    const tops = before.predictions.map(({ probabilities }) => probabilities[0]!.probability);
    // Between the surest and the least sure of the three.
    const below = (Math.max(...tops) + Math.min(...tops)) / 2;
    await evaluation.keepDecision({ run: runs.pictures, rule: { kind: 'abstain', below } });
    try {
      const { predictions, rule } = await use().predict({ run: runs.pictures, inputs });
      expect(rule).toEqual({ kind: 'abstain', below, temperature: 1 });
      expect(predictions.map(({ answer }) => answer)).toEqual(
        before.predictions.map(({ label }, at) => (tops[at]! >= below ? label : null)),
      );
      const csvFile = join(runs.folder, 'unsure.csv');
      const { result } = await drain(
        await use().predictFolder({ run: runs.pictures, path: runs.pictureData, csvFile }),
      );
      const [header, ...rows] = [...parseDelimited(readFileSync(csvFile, 'utf8').slice(1), ',')].map(
        ({ cells }) => cells,
      );
      expect(header).toEqual([
        'file',
        'prediction',
        'probability',
        'answered',
        'P(lying)',
        'P(standing)',
        'problem',
      ]);
      const unsure = rows.filter(([, , probability]) => Number(probability) < below);
      expect(unsure.length).toBeGreaterThan(0);
      expect(unsure.every(([, prediction, , answered]) => prediction === '' && answered === 'no')).toBe(true);
      expect(rows.filter(([, prediction]) => prediction === '')).toHaveLength(unsure.length);
      expect(result.unanswered).toBe(unsure.length);
      expect(result.counts.reduce((sum, { count }) => sum + count, 0)).toBe(rows.length - unsure.length);
    } finally {
      await evaluation.keepDecision({ run: runs.pictures, rule: null });
    }
  });

  it('stand in a CSV at the scale of the kept rule, so that it can be read off them', async () => {
    const { evaluation } = runs.rig.client;
    const { result: fitted } = await drain(await evaluation.calibrate({ run: runs.texts }));
    const path = join(runs.folder, 'doubtful.csv');
    const texts = ['storm forecast', 'luggage', 'butter at the airport', 'wind'];
    writeFileSync(path, ['text', ...texts, ''].join('\n'));
    const csvFile = join(runs.folder, 'doubtful-out.csv');
    const shown = await use().predict({
      run: runs.texts,
      inputs: texts.map((text) => ({ text })),
      calibrated: true,
    });
    const tops = shown.predictions.map(({ probabilities }) => probabilities[0]!.probability);
    const below = (Math.max(...tops) + Math.min(...tops)) / 2;
    const kept = await evaluation.keepDecision({ run: runs.texts, rule: { kind: 'abstain', below } });
    try {
      expect(fitted.fitted).not.toBeNull();
      expect(kept.rule?.temperature).toBe(shown.temperature);
      await drain(await use().predictFolder({ run: runs.texts, path, csvFile }));
      const [, ...rows] = [...parseDelimited(readFileSync(csvFile, 'utf8').slice(1), ',')];
      expect(rows).toHaveLength(texts.length);
      for (const [at, { cells }] of rows.entries()) {
        expect(Number(cells[4])).toBeCloseTo(tops[at]!, 4);
        expect(cells[5]).toBe(Number(cells[4]) >= below ? 'yes' : 'no');
      }
    } finally {
      await evaluation.keepDecision({ run: runs.texts, rule: null });
    }
  });

  it('refuse what the run does not take, and files that may not be named', async () => {
    const text = use().predict({ run: runs.pictures, inputs: [{ text: 'hello' }] });
    expect(await text.catch(fault)).toMatchObject({ code: 'training.wrongInput' });
    const outside = use().predict({ run: runs.pictures, inputs: [{ file: '/etc/passwd' }] });
    expect(await outside.catch(fault)).toMatchObject({ code: 'files.notAllowed' });
  });
});

describe('explanations', { timeout: 60_000 }, () => {
  const telling = [
    ['kitchen', 'butter'],
    ['travel', 'luggage'],
    ['weather', 'storm'],
  ] as const;

  it('find the word that carries a class, and pass their own check where hiding it matters', async () => {
    const reliable: boolean[] = [];
    for (const [name, word] of telling) {
      const text = `please tell me about ${word} today with my`;
      const { result, phases } = await drain(await use().explain({ run: runs.texts, input: { text } }));
      expect([result.class, result.parts.kind]).toEqual([name, 'text']);
      const words = result.parts.kind === 'text' ? result.parts.words : [];
      const strongest = words[result.effects.indexOf(Math.max(...result.effects))]!;
      expect(strongest.text).toBe(word);
      expect(text.slice(strongest.start, strongest.end)).toBe(word);
      expect(phases).toContain('explaining');
      reliable.push(result.check.reliable);
    }
    // What the network says of a text without words is one of its classes; hiding words then says little of that one.
    expect(reliable.filter(Boolean).length).toBeGreaterThanOrEqual(2);
  });

  it('of pictures cover a grid; what is not better than chance is called unreliable', async () => {
    const input = { file: picture('standing/5.png') };
    const { result } = await drain(await use().explain({ run: runs.pictures, input, grid: 4 }));
    expect(result.effects).toHaveLength(16);
    expect(result.parts).toMatchObject({ kind: 'picture', rows: 4, seen: { left: 0, width: 1 } });
    expect(result.check.reliable).toBe(result.check.reason === null);
    const unknown = drain(await use().explain({ run: runs.pictures, input, class: 'cat', grid: 4 }));
    expect(await unknown.catch(fault)).toMatchObject({ code: 'training.unknownClassOfRun' });
  });
});

describe('a folder', { timeout: 60_000 }, () => {
  it('of pictures becomes a CSV with a row for each file, unreadable ones with their reason', async () => {
    const folder = join(runs.folder, 'new-pictures');
    mkdirSync(join(folder, 'inner'), { recursive: true });
    for (let n = 0; n < 40; n++)
      writeFileSync(join(folder, n % 2 ? 'inner' : '.', `${n}.png`), readFileSync(picture(`lying/${n}.png`)));
    writeFileSync(join(folder, '=cmd.png'), 'broken');
    writeFileSync(join(folder, 'bad.jpg'), await corruptedJpeg());
    const csvFile = join(folder, 'answers.csv');
    const stream = await use().predictFolder({ run: runs.pictures, path: folder, csvFile });
    const { result, phases } = await drain(stream);
    expect(result).toMatchObject({ rows: 42, unreadable: 1, damaged: 1 });
    expect(result.counts.reduce((sum, { count }) => sum + count, 0)).toBe(41);
    expect(phases).toContain('predicting');
    const text = readFileSync(csvFile, 'utf8');
    expect(text.charCodeAt(0)).toBe(0xfeff);
    const rows = [...parseDelimited(text.slice(1), ',')].map(({ cells }) => cells);
    expect(rows[0]).toEqual(['file', 'prediction', 'probability', 'P(lying)', 'P(standing)', 'problem']);
    expect(rows.find(([file]) => file === "'=cmd.png")!.at(-1)).toMatch(/not a JPEG/);
    const bad = rows.find(([file]) => file === 'bad.jpg')!;
    expect(bad[1]).toMatch(/lying|standing/);
    expect(bad.at(-1)).toMatch(/^damaged, predicted from what could be decoded: .*Corrupt JPEG data/);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const again = await drain(await use().predictFolder({ run: runs.pictures, path: folder, csvFile }));
    expect(again.result.rows).toBe(42);
  });

  it('or table of texts keeps every row, the empty and the broken ones too, and runs no formula', async () => {
    const path = join(runs.folder, 'new-texts.csv');
    writeFileSync(
      path,
      'id,text\n1,"=HYPERLINK(""x"") butter"\n2,\n3,luggage at the airport\n4,ragged,row\n',
    );
    const csvFile = join(runs.folder, 'texts-out.csv');
    const { result } = await drain(await use().predictFolder({ run: runs.texts, path, csvFile }));
    const textColumns = [{ file: 'new-texts.csv', column: 'text' }];
    expect(result).toMatchObject({ rows: 4, unreadable: 2, textColumns });
    const rows = [...parseDelimited(readFileSync(csvFile, 'utf8').slice(1), ',')].map(({ cells }) => cells);
    expect(rows.slice(1).map((cells) => [cells[1], cells[2], cells.at(-1) !== ''])).toEqual([
      ['2', '\'=HYPERLINK("x") butter', false],
      ['3', '', true],
      ['4', 'luggage at the airport', false],
      ['5', '', true],
    ]);
    expect(rows[3]![3]).toBe('travel');
  });

  it('leaves no file when it is stopped, and never replaces what it reads', async () => {
    const path = join(runs.folder, 'many.txt');
    writeFileSync(path, Array.from({ length: 20_000 }, (_, n) => `the recipe number ${n}`).join('\n'));
    const csvFile = join(runs.folder, 'stopped.csv');
    const stop = new AbortController();
    const stream = await use().predictFolder({ run: runs.texts, path, csvFile }, { signal: stop.signal });
    const ended = (async () => {
      for await (const { phase, done } of stream) if (phase === 'predicting' && done > 0) stop.abort();
    })();
    await expect(ended).rejects.toThrow();
    await expect
      .poll(() => readdirSync(runs.folder).filter((name) => name.includes('stopped.csv')), {
        timeout: 10_000,
      })
      .toEqual([]);
    const onto = drain(await use().predictFolder({ run: runs.texts, path, csvFile: path }));
    expect(await onto.catch(fault)).toMatchObject({ code: 'training.overwritesInput' });
  });
});

describe('exports', { timeout: 60_000 }, () => {
  it('are planned with their size and what reads them', async () => {
    const { formats } = await use().exportPlan({ run: runs.texts });
    expect(formats.map(({ format, readBy }) => [format, readBy])).toEqual([
      ['onnx', 'onnxruntime'],
      ['safetensors', 'BertForSequenceClassification'],
    ]);
    expect(formats[1]!.files.map(({ name }) => name)).toEqual([
      'model.safetensors',
      'model.json',
      'tokenizer.json',
      'config.json',
      'tokenizer_config.json',
      'README.md',
    ]);
  });

  it.each([
    ['pictures', 'onnx'],
    ['texts', 'onnx'],
    ['pictures', 'safetensors'],
    ['texts', 'safetensors'],
  ] as const)('of %s as %s agree with the run on its test examples', async (kind, format) => {
    const folder = join(runs.folder, `export-${kind}-${format}`);
    const { result } = await drain(await use().exportRun({ run: runs[kind], format, folder }));
    const examples = kind === 'pictures' ? 24 : 32;
    expect(result.parity).toMatchObject({ examples, agreeing: examples, inputs: 'test' });
    expect(result.parity.largestDifference).toBeLessThan(1e-5);
    expect(readdirSync(folder).sort()).toEqual(
      result.files.map(({ path }) => path.slice(folder.length + 1)).sort(),
    );
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(readme).toContain(`${examples} of ${examples} predicted classes agree`);
    const { formats } = await use().exportPlan({ run: runs[kind] });
    const planned = formats.find((plan) => plan.format === format)!;
    expect(Math.abs(planned.sizeBytes - result.sizeBytes)).toBeLessThan(80_000);
    const again = await drain(await use().exportRun({ run: runs[kind], format, folder }));
    expect(again.result.folder.startsWith(join(folder, ''))).toBe(true); // replaces nothing
    expect(again.result.folder.endsWith(` ${format}`)).toBe(true);
    rmSync(again.result.folder, { recursive: true });
  });

  it('as ONNX say the same in another program, picture by picture', async () => {
    const folder = join(runs.folder, 'export-pictures-onnx');
    const path = picture('standing/7.png');
    const { predictions } = await use().predict({ run: runs.pictures, inputs: [{ file: path }] });
    const { preprocessing } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    const predictor = await openPredictor(runFolder(runs.rig.services.store.paths, runs.pictures));
    const input = { ...predictor.model.input, resize: preprocessing.resize };
    const { probabilities } = runOnnxModel(
      readFileSync(join(folder, 'model.onnx')),
      await pictureInputs([path], input as Parameters<typeof pictureInputs>[1]),
    );
    await predictor.close();
    const best = Math.max(...(probabilities as Float32Array));
    expect(best).toBeCloseTo(predictions[0]!.probabilities[0]!.probability, 5);
  });

  it('as safetensors carry a configuration that tells the same architecture without our own note', async () => {
    const folder = join(runs.folder, 'export-texts-safetensors');
    const weights = openWeights(folder);
    const { architecture: _, ...metadata } = weights.metadata;
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
    expect(recogniseArchitecture({ ...weights, metadata: { ...metadata, config } })).toMatchObject({
      family: 'bert',
      layers: 2,
      hiddenSize: 64,
      heads: 2,
      maxPositions: 32,
    });
    expect(config.id2label).toEqual({ 0: 'kitchen', 1: 'travel', 2: 'weather' });
  });

  it('carry the rule that is kept with the run, in words, programs and metadata', async () => {
    const { evaluation } = runs.rig.client;
    const rule = { kind: 'threshold' as const, class: 'standing', threshold: 0.31 };
    await evaluation.keepDecision({ run: runs.pictures, rule });
    try {
      const folder = join(runs.folder, 'export-with-rule');
      await drain(await use().exportRun({ run: runs.pictures, format: 'onnx', folder }));
      const readme = readFileSync(join(folder, 'README.md'), 'utf8');
      expect(readme).toContain('`standing` is answered where its probability is at least 0.31');
      expect(readme).toContain('positive = classes.index("standing")');
      expect(readme).toContain('p[positive] >= 0.31');
      const bytes = readFileSync(join(folder, 'model.onnx'));
      expect(bytes.includes(JSON.stringify({ ...rule, temperature: 1 }))).toBe(true);
      const { markdown } = await use().modelCard({ run: runs.pictures });
      expect(markdown).toMatch(
        /It answers standing from a probability of 0\.31 on.* of the examples and is right for/s,
      );
    } finally {
      await evaluation.keepDecision({ run: runs.pictures, rule: null });
    }
  });

  it('keep nothing when they differ from the run', async () => {
    const { paths } = runs.rig.services.store;
    const folder = join(runs.folder, 'export-damaged');
    const model = join(runFolder(paths, runs.texts), 'model.json');
    const written = readFileSync(model, 'utf8');
    const broken = join(runs.folder, 'nowhere', 'deep');
    const missing = drain(await use().exportRun({ run: runs.texts, format: 'onnx', folder: broken }));
    expect(await missing.catch(fault)).toMatchObject({ code: 'files.notThere' });
    writeFileSync(model, written.replace('"formatVersion":1', '"formatVersion":2'));
    try {
      const damaged = drain(await use().exportRun({ run: runs.texts, format: 'onnx', folder }));
      expect(await damaged.catch(fault)).toMatchObject({ code: 'training.notARun' });
    } finally {
      writeFileSync(model, written);
    }
    expect(existsSync(folder)).toBe(false);
  });
});

describe('the model card', { timeout: 60_000 }, () => {
  it('says what the run recorded, in the language asked for, and nothing a name could inject', async () => {
    const { markdown } = await use().modelCard({ run: runs.pictures });
    expect(markdown).toMatch(/^# bars \\\*or\\\* &lt;columns&gt;\n/);
    expect(markdown).toContain('into 2 classes: lying, standing');
    expect(markdown).toContain('| **All** | 40 | 16 | 24 |');
    expect(markdown).toContain('| Accuracy |');
    expect(markdown).not.toContain(runs.folder);
    // Everything at once: the head learns at the rate of the phase.
    expect(markdown).toMatch(/\| Highest learning rate \| 0\.\d+ \|/);
    expect(markdown).not.toContain('Learning rate of the head');
    // 12 of each class are tested: a rate with its interval for either, found and left alone.
    expect(markdown).toMatch(
      /\| Class \| Precision \| Recall \(sensitivity\) \| Interval \| Specificity \| Interval \| F1 \| Examples \|\n.*\n\| lying \| [\d.]+ \| [\d.]+ \| [\d.]+ – [\d.]+ \| [\d.]+ \| [\d.]+ – [\d.]+ \| [\d.]+ \| 12 \|/,
    );
    const french = await use().modelCard({ run: runs.pictures, locale: 'fr' });
    expect(french.markdown).toContain('| Rappel (sensibilité) | Intervalle | Spécificité | Intervalle |');
    expect(french.markdown).toContain('## Limites');
    expect(french.markdown).toMatch(/\| Exactitude \| (0,\d+|1|0) \|/);
  });

  it('is saved where it was asked for', async () => {
    const file = join(runs.folder, 'card.md');
    const saved = await use().saveModelCard({ run: runs.texts, file });
    expect(saved).toEqual({ path: file, sizeBytes: readFileSync(file).length });
  });
});
