// Accuracy on parts of the evaluated examples: what it takes is on disk (sizes of files and pictures), so not in main.
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import sharp from 'sharp';
import { namedSlices, numericSlices, type Slice } from '../../evaluation/slices.ts';
import { readEvaluatedRun } from '../evaluated-run.ts';
import type { Errand, ErrandContext } from '../workbench-messages.ts';

export interface SliceGroup {
  readonly kind: 'pictureSide' | 'fileSize' | 'textLength' | 'folder';
  readonly slices: readonly Slice[];
}

/** Folders shown, the weakest first. */
const mostFolders = 12;

export const slicesErrand: Errand<{ readonly runFolder: string }, readonly SliceGroup[]> = async (
  { runFolder },
  context,
) => {
  const { predictions, examples } = readEvaluatedRun(runFolder);
  const correct = Uint8Array.from(predictions.predicted, (guess, row) =>
    guess === predictions.labels[row] ? 1 : 0,
  );
  const groups: SliceGroup[] = [];
  const texts = examples.map(({ text }) => text);
  if (texts.every((text) => text !== undefined)) {
    const words = texts.map((text) => text.split(/\s+/).length);
    groups.push({ kind: 'textLength', slices: numericSlices(words, correct) });
  } else {
    const files = await measureFiles(
      examples.map(({ source }) => source.path),
      context,
    );
    const there = files.flatMap((file, row) => (file === undefined ? [] : [{ ...file, row }]));
    const those = Uint8Array.from(there, ({ row }) => correct[row]!);
    const numbers = (of: 'shorterSide' | 'sizeBytes') => there.map((file) => file[of]);
    groups.push({ kind: 'pictureSide', slices: numericSlices(numbers('shorterSide'), those) });
    groups.push({ kind: 'fileSize', slices: numericSlices(numbers('sizeBytes'), those) });
  }
  const folders = examples.map(({ source }) => folderOf(source.path, texts[0] !== undefined));
  groups.push({ kind: 'folder', slices: namedSlices(folders, correct, mostFolders) });
  return groups.filter(({ slices }) => slices.length > 1);
};

/** Of a text its table. */
function folderOf(path: string, text: boolean): string {
  return text ? basename(path) : basename(dirname(path));
}

interface FileFacts {
  readonly shorterSide: number;
  readonly sizeBytes: number;
}

/** Facts of each picture; undefined for one that is no longer there or no longer one. */
async function measureFiles(
  paths: readonly string[],
  { signal, progress }: ErrandContext,
): Promise<(FileFacts | undefined)[]> {
  const facts: (FileFacts | undefined)[] = [];
  for (const [done, path] of paths.entries()) {
    signal.throwIfAborted();
    progress({ phase: 'reading', done, total: paths.length });
    facts.push(await measureFile(path));
    if (done % 32 === 0) await setImmediate();
  }
  return facts;
}

async function measureFile(path: string): Promise<FileFacts | undefined> {
  try {
    const { size } = await stat(path);
    const { width, height } = await sharp(path).metadata();
    return { shorterSide: Math.min(width, height), sizeBytes: size };
  } catch {
    return undefined; // counted in no part; the example itself is listed among all
  }
}
