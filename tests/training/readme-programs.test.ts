import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodePicture } from '../../src-main/data/decode-picture.ts';
import { readVariable, writeVariable } from '../../src-main/engine/variables.ts';
import { buildModel } from '../../src-main/models/build-model.ts';
import { modelParameters } from '../../src-main/models/model.ts';
import type { ExportFormat } from '../../src-main/training/export-formats.ts';
import { exportRun } from '../../src-main/training/export-run.ts';
import { openPredictor, type PredictorInput } from '../../src-main/training/predictor.ts';
import { type RecipeInput, recipeSchema } from '../../src-main/training/recipe.ts';
import { saveRunModel } from '../../src-main/training/save-run-model.ts';
import { useCpuBackend } from '../models/cpu-backend.ts';
import { greyPng } from './deep-pictures.ts';
import { programText, readmePictures } from './readme-pictures.ts';

const fixtures = fileURLToPath(new URL('../data/fixtures/', import.meta.url));
const repository = fileURLToPath(new URL('../../', import.meta.url));
const pictureNames = readdirSync(join(fixtures, 'pictures')).filter((name) => name !== 'float.tiff');

let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'finesse-readme-'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  await useCpuBackend();
});
afterAll(() => rmSync(root, { recursive: true }));

const images = { task: 'image-classification' } as const;
const texts = { task: 'text-classification' } as const;
const architectures = {
  [images.task]: { family: 'cifar-resnet', depth: 8, width: 4, imageSize: 16 },
  [texts.task]: {
    family: 'bert',
    layers: 1,
    hiddenSize: 32,
    heads: 2,
    vocabularySize: 300,
    maxPositions: 16,
  },
};

interface MadeRun {
  readonly folder: string;
  readonly exported: string;
  readonly readme: string;
}

/** A run whose weights were drawn, not trained: what its answers mean does not matter here, only that they agree. */
async function madeRun(
  name: string,
  recipe: Pick<RecipeInput, 'task' | 'preprocessing'>,
  format: ExportFormat = 'onnx',
): Promise<MadeRun> {
  const [folder, exported] = [join(root, name), join(root, `${name}-export`)];
  mkdirSync(folder);
  const classes = ['a', 'b', 'c', 'd', 'e'];
  const model = buildModel(architectures[recipe.task], { classes: classes.length, headDropout: 0, seed: 3 });
  // Weights as drawn are so small that every text would get the same answer.
  if (recipe.task === texts.task)
    for (const { decay, variable } of modelParameters(model))
      if (decay)
        writeVariable(
          variable,
          readVariable(variable).map((value) => value * 20),
        );
  const whole = recipeSchema.parse({
    ...recipe,
    model: { architecture: architectures[recipe.task] },
    data: { path: 'nowhere' },
    engine: { backend: 'ort', threads: 1 },
  } satisfies RecipeInput);
  saveRunModel(folder, { model, recipe: whole, classes });
  model.dispose();
  if (recipe.task === texts.task) copyFileSync(join(fixtures, 'vocab.txt'), join(folder, 'vocab.txt'));
  await exportRun(folder, format, exported);
  return { folder, exported, readme: readFileSync(join(exported, 'README.md'), 'utf8') };
}

function program(readme: string, language: 'python' | 'javascript'): string {
  return new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\\n\`\`\``).exec(readme)![1]!;
}

interface Said {
  readonly label: string;
  readonly probability: number;
}

/** What a program of the README says, a line each. */
function said(output: string): Said[] {
  return output
    .trim()
    .split('\n')
    .map((line) => {
      const [, label, probability] = / ?(\S+) (\S+)$/.exec(line)!;
      return { label: label!, probability: Number(probability) };
    });
}

function runScript({ exported, readme }: MadeRun, args: readonly string[]): Said[] {
  writeFileSync(join(exported, 'classify.mjs'), program(readme, 'javascript'));
  return said(
    execFileSync(process.execPath, ['classify.mjs', ...args], {
      cwd: exported,
      encoding: 'utf8',
      stdio: 'pipe',
    }),
  );
}

async function answers(folder: string, inputs: readonly PredictorInput[]): Promise<Said[]> {
  const predictor = await openPredictor(folder);
  try {
    return (await predictor.answer(inputs)).map(({ probabilities }) => {
      const probability = Math.max(...probabilities!);
      return { label: predictor.classes[probabilities!.indexOf(probability)]!, probability };
    });
  } finally {
    await predictor.close();
  }
}

function largestDifference(found: readonly Said[], needed: readonly Said[]): number {
  expect(found.map(({ label }) => label)).toEqual(needed.map(({ label }) => label));
  return Math.max(...found.map(({ probability }, at) => Math.abs(probability - needed[at]!.probability)));
}

/** The fixtures, one with a colour profile that no network was trained with, and 12 bits in 16. */
async function pictureFiles(): Promise<string[]> {
  const photo = join(fixtures, 'pictures', 'photo.png');
  const profiled = join(root, 'profiled.png');
  await sharp(photo).withIccProfile('p3').toFile(profiled);
  const deep = join(root, 'deep.png');
  writeFileSync(
    deep,
    await greyPng(
      Uint16Array.from({ length: 400 }, (_, at) => at * 10),
      20,
    ),
  );
  return [...pictureNames.map((name) => join(fixtures, 'pictures', name)), profiled, deep];
}

const asFiles = (files: readonly string[]) => files.map((file) => ({ file }));

describe('the JavaScript program in the README of a picture classifier', { timeout: 120_000 }, () => {
  it.each(['crop', 'squash', 'pad'] as const)(
    'says of every kind of picture what the run says: %s',
    async (resize) => {
      const run = await madeRun(`script-${resize}`, { ...images, preprocessing: { resize } });
      const files = await pictureFiles();
      const needed = await answers(run.folder, asFiles(files));
      expect(new Set(needed.map(({ probability }) => probability.toFixed(4))).size).toBeGreaterThan(10);
      expect(largestDifference(runScript(run, files), needed)).toBeLessThan(1e-5);
    },
  );

  it('stretches as the run did, and refuses what it would read otherwise', async () => {
    const run = await madeRun('script-stretched', { ...images, preprocessing: { whiteLevel: 4095 } });
    const all = await pictureFiles();
    const files = all.filter((file) => !file.endsWith('alpha-16-bit.png'));
    expect(largestDifference(runScript(run, files), await answers(run.folder, asFiles(files)))).toBeLessThan(
      1e-5,
    );
    const refused = all.find((file) => file.endsWith('alpha-16-bit.png'))!;
    expect(() => runScript(run, [refused])).toThrow(/transparent, 16 bits/);
    expect(run.readme).toContain('4095 and all above it is white');
  });
});

/** Written by fixtures/make-readme-pictures.py. */
const recorded = JSON.parse(
  readFileSync(new URL('fixtures/readme-pictures.json', import.meta.url), 'utf8'),
) as {
  readonly programs: Readonly<
    Record<
      string,
      {
        readonly program: string;
        readonly pictures: Readonly<Record<string, { readonly rgb?: string; readonly refused?: string }>>;
      }
    >
  >;
};

describe.each(Object.entries(readmePictures))(
  'the Python program in the README of a picture classifier, as Pillow ran it: %s',
  (name, options) => {
    const { program: ran, pictures } = recorded.programs[name]!;

    it('is the one that was run', () => {
      expect(programText(options)).toBe(ran);
    });

    it.each(pictureNames)('reads %s as the run does, or refuses it', async (file) => {
      const { rgb, refused } = pictures[file]!;
      if (rgb === undefined) {
        expect(refused).toMatch(/^cmyk|^(alpha|rgb)-16-bit/);
        return;
      }
      const bytes = readFileSync(join(fixtures, 'pictures', file));
      const { data } = await decodePicture(bytes, options);
      const found = Buffer.from(rgb, 'base64');
      const off = Array.from(data, (value, at) => Math.abs(value - found[at]!));
      expect(off).toHaveLength(16 * 16 * 3);
      expect(off.reduce((sum, value) => sum + value, 0) / off.length).toBeLessThan(3);
    });
  },
);

/** Python with what the programs need; `PYTHON` names another than python3. */
const python = process.env.PYTHON ?? 'python3';
const needs = 'import onnxruntime, numpy, PIL, tokenizers';
const hasPython = spawnSync(python, ['-c', needs], { stdio: 'ignore' }).status === 0;
const without = hasPython ? '' : ' (skipped: no Python with onnxruntime, pillow and tokenizers)';

function runPython({ exported, readme }: MadeRun, args: readonly string[]): Said[] {
  writeFileSync(join(exported, 'classify.py'), program(readme, 'python'));
  return said(execFileSync(python, ['classify.py', ...args], { cwd: exported, encoding: 'utf8' }));
}

describe.skipIf(!hasPython)(`the Python programs, run${without}`, { timeout: 120_000 }, () => {
  it.each([
    ['crop', {}],
    ['stretched', { whiteLevel: 40_000 }],
  ])('say of pictures what the run says: %s', async (name, preprocessing) => {
    const run = await madeRun(`python-${name}`, { ...images, preprocessing });
    const { pictures } = recorded.programs[name]!;
    const files = pictureNames
      .filter((file) => pictures[file]!.refused === undefined)
      .map((file) => join(fixtures, 'pictures', file));
    expect(largestDifference(runPython(run, files), await answers(run.folder, asFiles(files)))).toBeLessThan(
      0.05,
    );
  });

  it('say of texts what the run says', async () => {
    const run = await madeRun('python-texts', texts);
    const needed = await answers(
      run.folder,
      sentences.map((text) => ({ text })),
    );
    expect(largestDifference(runPython(run, sentences), needed)).toBeLessThan(1e-5);
  });
});

const sentences = [
  'hello world',
  '  Hello WORLD  ',
  'Ünaffable, indeed!',
  'unaffable '.repeat(30),
  'a',
  '你好 world',
  'tabs\tand\nlines',
];

describe('the programs in the README of a text classifier', { timeout: 120_000 }, () => {
  it.each([undefined, false])(
    'say what the run says, and find their tokenizer: lower case %s',
    async (lowerCase) => {
      const run = await madeRun(`texts-${lowerCase}`, { ...texts, preprocessing: { lowerCase } });
      const needed = await answers(
        run.folder,
        sentences.map((text) => ({ text })),
      );
      expect(new Set(needed.map(({ probability }) => probability.toFixed(4))).size).toBeGreaterThan(3);
      expect(largestDifference(runScript(run, sentences), needed)).toBeLessThan(1e-5);
    },
  );

  it.each(['onnx', 'safetensors'] as const)('name only files that are written: %s', async (format) => {
    for (const task of [texts.task, images.task] as const) {
      const { readme, exported } = await madeRun(`named-${format}-${task}`, { task }, format);
      const named = [...readme.matchAll(/["`]([\w-]+\.(?:json|txt|onnx|safetensors))["`]/g)].map(
        ([, name]) => name!,
      );
      expect(named).toContain('model.json');
      expect(named.filter((name) => !readdirSync(exported).includes(name))).toEqual([]);
    }
  });
});
