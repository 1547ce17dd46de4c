// A whole folder of pictures, or a table or file of texts, in; a CSV with a row for each, out.
import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { byteOrderMark, csvRow } from '../data/csv-writer.ts';
import {
  listPictureFiles,
  listTexts,
  type TextColumn,
  type UnlabelledText,
} from '../data/unlabelled-inputs.ts';
import { systemFault } from '../errors.ts';
import { type DecisionRule, scaledTo } from '../evaluation/decision.ts';
import { type KindName, kinds } from '../facts/kinds.ts';
import { tasks } from '../facts/tasks.ts';
import { damageWords } from './damage-words.ts';
import { trainingError } from './errors.ts';
import { giveUsualRights } from './file-rights.ts';
import { answerOf, rankedClasses } from './predict.ts';
import type { InputAnswer, Predictor, PredictorInput } from './predictor.ts';

export interface FolderOptions {
  /** A folder or file of what is to be predicted. */
  readonly path: string;
  /** Written whole or not at all; an earlier file of the name is replaced. */
  readonly csvFile: string;
  readonly textColumn?: string | undefined;
  /** 1 for the probabilities as the network gives them. */
  readonly temperature: number;
  /** null: the most probable class is the answer. */
  readonly rule: DecisionRule | null;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (phase: 'listing' | 'predicting', done: number, total: number) => void;
}

export interface FolderResult {
  readonly csvFile: string;
  readonly sizeBytes: number;
  readonly rows: number;
  readonly unreadable: number;
  /** Pictures that are damaged and were predicted from what could be decoded: their row says so. */
  readonly damaged: number;
  /** Rows for which the rule gives no answer: their prediction is empty. */
  readonly unanswered: number;
  readonly seconds: number;
  /** Where the texts stood: one for each table; empty for pictures and text files. */
  readonly textColumns: readonly TextColumn[];
  readonly counts: readonly { readonly name: string; readonly count: number }[];
}

/** What one row begins with, and what the network is given; or why there is nothing to give. */
interface Entry {
  readonly cells: readonly (string | number)[];
  readonly input: PredictorInput;
  readonly problem?: string | undefined;
}

/** Rows that are predicted and written together. */
const chunkRows = 256;

/**
 * Predicts everything under `path` and writes the CSV: where it comes from, the prediction, its probability, the
 * probability of each class, and the problem of what could not be read, or not whole. Where the rule may give no answer there is a
 * column `answered` (yes, no) too; without an answer the prediction is empty and its probability the highest there was.
 * Throws training.noInputs, `data.*`, and the signal's reason.
 */
export async function predictFolder(predictor: Predictor, options: FolderOptions): Promise<FolderResult> {
  const startMs = performance.now();
  const csvFile = resolve(options.csvFile);
  const { columns, entries, textColumns } = await listEntries(predictor, { ...options, csvFile });
  const counts = new Map(predictor.classes.map((name) => [name, 0]));
  const { rule, temperature } = options;
  const abstains = rule?.kind === 'abstain';
  let [unreadable, damaged, unanswered] = [0, 0, 0];
  const rows = function* (chunk: readonly Entry[], answers: readonly InputAnswer[]) {
    for (const [at, { cells, problem }] of chunk.entries()) {
      const answer = answers[at]!;
      const reason = problem ?? answer.problem?.message;
      if (reason !== undefined || answer.probabilities === undefined) {
        unreadable++;
        yield csvRow([
          ...cells,
          ...['', '', ...(abstains ? ['no'] : [])],
          ...predictor.classes.map(() => ''),
          reason ?? '',
        ]);
        continue;
      }
      const { probabilities, damage } = answer;
      if (damage !== undefined) damaged++;
      const values = scaledTo(probabilities, temperature);
      const answered = answerOf(predictor.classes, probabilities, rule);
      const name = answered ?? rankedClasses(predictor.classes, probabilities)[0]!.name;
      if (answered === null) unanswered++;
      else counts.set(name, counts.get(name)! + 1);
      const said = [answered ?? '', rounded(values[predictor.classes.indexOf(name)]!)];
      const flag = abstains ? [answered === null ? 'no' : 'yes'] : [];
      yield csvRow([
        ...cells,
        ...said,
        ...flag,
        ...Array.from(values, rounded),
        damage ? damageWords(damage) : '',
      ]);
    }
  };
  await writeWhole(csvFile, async (write) => {
    write(
      byteOrderMark +
        csvRow([
          ...columns,
          ...['prediction', 'probability', ...(abstains ? ['answered'] : [])],
          ...classColumns(predictor),
          'problem',
        ]),
    );
    for (let start = 0; start < entries.length; start += chunkRows) {
      const chunk = entries.slice(start, start + chunkRows);
      const answers = await answerEntries(predictor, chunk, options, (done) =>
        options.onProgress?.('predicting', start + done, entries.length),
      );
      write([...rows(chunk, answers)].join(''));
    }
  });
  return {
    csvFile,
    sizeBytes: statSync(csvFile).size,
    rows: entries.length,
    textColumns,
    unreadable,
    damaged,
    unanswered,
    seconds: (performance.now() - startMs) / 1000,
    counts: [...counts].map(([name, count]) => ({ name, count })),
  };
}

interface Listed {
  readonly columns: readonly string[];
  readonly entries: readonly Entry[];
  readonly textColumns: readonly TextColumn[];
}

async function listEntries(predictor: Predictor, options: FolderOptions): Promise<Listed> {
  const { path, csvFile, onProgress } = options;
  onProgress?.('listing', 0, 0);
  const source = resolve(path);
  if (source === csvFile) throw trainingError('overwritesInput', { path: source });
  const { kind } = tasks[predictor.task];
  const listed = await listers[kind](predictor, source, options);
  if (listed.entries.length === 0) throw trainingError('noInputs', { path, needed: kinds[kind].plural });
  return listed;
}

const listers: Readonly<
  Record<KindName, (predictor: Predictor, source: string, options: FolderOptions) => Promise<Listed>>
> = { image: listPictures, text: listRows };

async function listPictures(
  _: Predictor,
  source: string,
  { csvFile, signal }: FolderOptions,
): Promise<Listed> {
  const files = (await listPictureFiles(source, signal)).filter((file) => file.path !== csvFile);
  return {
    columns: ['file'],
    textColumns: [],
    entries: files.map((file) => ({ cells: [file.name], input: { file: file.path } })),
  };
}

async function listRows(
  predictor: Predictor,
  source: string,
  { csvFile, textColumn, signal }: FolderOptions,
): Promise<Listed> {
  const textColumns: TextColumn[] = [];
  const texts = await listTexts(source, {
    textColumn,
    usualColumn: predictor.textColumn,
    onColumn: (column) => textColumns.push(column),
    except: csvFile,
    signal,
  });
  return { columns: ['file', 'row', 'text'], entries: texts.map(textEntry), textColumns };
}

function textEntry({ name, row, text, problem }: UnlabelledText): Entry {
  return { cells: [name, row, text], input: { text }, problem };
}

/** `P(name)`: no class can be mistaken for another column, or for a formula. */
function classColumns({ classes }: Predictor): string[] {
  return classes.map((name) => `P(${name})`);
}

function answerEntries(
  predictor: Predictor,
  chunk: readonly Entry[],
  { signal }: FolderOptions,
  onAnswered: (done: number) => void,
): Promise<InputAnswer[]> {
  return predictor.answer(
    chunk.map(({ input }) => input),
    { signal, onAnswered },
  );
}

/** Six digits are as many as float32 knows. */
function rounded(probability: number): number {
  return Number(probability.toPrecision(6));
}

/** A file that appears under its name only when `fill` is done. The system's hidden name keeps listings clear of it. */
async function writeWhole(
  path: string,
  fill: (write: (text: string) => void) => Promise<void>,
): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const file = openSync(temporary, 'w');
  try {
    try {
      await fill((text) => writeAll(file, Buffer.from(text)));
    } finally {
      closeSync(file);
    }
    giveUsualRights(temporary);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw systemFault(error, path) ?? error;
  }
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}
