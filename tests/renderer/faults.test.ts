import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dataError } from '../../src-main/data/errors.ts';
import { dataProblem } from '../../src-main/data/problems.ts';
import { engineNotice } from '../../src-main/engine/notices.ts';
import { jobFault } from '../../src-main/jobs/errors.ts';
import { jsonFault } from '../../src-main/jobs/json-faults.ts';
import { type Got, recipeFault } from '../../src-main/jobs/recipe-faults.ts';
import type { FieldSchema } from '../../src-main/jobs/recipe-fields.ts';
import { fieldFaults } from '../../src-main/jobs/recipe-issues.ts';
import { modelNotice, shortList } from '../../src-main/models/notices.ts';
import { recipeSchema } from '../../src-main/training/recipe.ts';
import { messages } from '../../src-renderer/lib/i18n/messages/en/messages.ts';
import { faults } from '../../src-renderer/lib/i18n/messages/fr/faults.ts';
import { jsonFaults } from '../../src-renderer/lib/i18n/messages/fr/json-faults.ts';
import { notices } from '../../src-renderer/lib/i18n/messages/fr/notices.ts';
import { problems } from '../../src-renderer/lib/i18n/messages/fr/problems.ts';
import { recipeFaults } from '../../src-renderer/lib/i18n/messages/fr/recipe-faults.ts';

/** Layers whose faults reach a screen, and the files that declare them. */
const tables = {
  data: 'src-main/data/errors.ts',
  engine: 'src-main/engine/errors.ts',
  formats: 'src-main/formats/errors.ts',
  library: 'src-main/library/errors.ts',
  models: 'src-main/models/errors.ts',
  training: 'src-main/training/errors.ts',
  jobs: 'src-main/jobs/errors.ts',
  store: 'src-main/store/errors.ts',
  files: 'src-main/api/file-faults.ts',
  system: 'src-main/errors.ts',
};
/** Told on the command line only, of the program's own making, or replaced at once by something newer. */
const unseen =
  /^jobs\.(set|resumeOther|superseded)|\.internal|^jobs\.workbench(Busy|Closed)|^engine\.(dtype-unsupported|bad-input|lost|bad-gradient|device-tensor|read-in-step)$/;

function declaredCodes(layer: string, file: string): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/^ {2}'?([\w-]+)'?: \((?:p|_)[:)]/gm)].map(([, name]) => `${layer}.${name}`);
}

const noticeTables = {
  engine: 'src-main/engine/notices.ts',
  models: 'src-main/models/notices.ts',
  training: 'src-main/training/notices.ts',
};

describe('notices in French', () => {
  for (const [layer, file] of Object.entries(noticeTables))
    it(`have words for every code of ${layer}`, () => {
      const codes = declaredCodes(layer, file);
      expect(codes).not.toEqual([]);
      expect(codes.filter((code) => !(code in notices))).toEqual([]);
    });

  it('tell how weights fit, with what is missing and of another shape', () => {
    const fit = modelNotice('fit', {
      tensors: 60,
      missing: shortList(Array.from({ length: 10 }, (_, at) => `layer${at}.weight`)),
      misshaped: shortList([{ name: 'conv1', needed: [8, 3], found: [4, 3] }]),
      newHead: true,
      headClasses: 1000,
      classes: 2,
      unexpected: shortList(['fc.bias']),
    });
    const words = notices['models.fit']!(fit.params);
    expect(words).toContain('10 manquent (layer0.weight');
    expect(words).toContain('layer7.weight et 2 de plus');
    expect(words).toContain('conv1 : [8,3] attendu, [4,3] trouvé');
    expect(words).toMatch(/entraînés pour 1\s000 classes, votre tâche en a 2/);
    expect(words).toContain('1 tenseur du fichier');
    expect(fit.message).toContain('layer7.weight and 2 more');
  });

  it('tell why a provider does not work, and what to do', () => {
    const { params } = engineNotice('provider-unusable', {
      provider: 'webgpu',
      platform: 'linux',
      why: { silentSeconds: 60 },
    });
    expect(notices['engine.provider-unusable']!(params)).toMatch(/pas répondu en 60 s\. Installez.*Vulkan/);
  });
});

type Said = Parameters<typeof recipeFault> extends [string, ...infer Rest] ? Rest : never;

describe('faults of a recipe in French', () => {
  const inFrench = (path: string, ...said: Said) => {
    const { code, params } = recipeFault(path, ...said);
    return recipeFaults[code]!(params).replaceAll(/\s/g, ' ');
  };

  it('have words for every code', () => {
    const conflicts = readFileSync('src-main/jobs/recipe-conflicts.ts', 'utf8');
    const codes = [
      ...declaredCodes('recipe', 'src-main/jobs/recipe-faults.ts'),
      ...[...conflicts.matchAll(/^ {4}code: '(\w+)'/gm)].map(([, name]) => `recipe.${name}`),
    ];
    expect(codes).toHaveLength(17);
    expect(codes.filter((code) => !(code in recipeFaults))).toEqual([]);
  });

  it('say what a field needs and what stands there', () => {
    const fault = (expected: FieldSchema, got: Got) =>
      inFrench('x', 'unexpected', { expected, reason: 'r', got });
    expect(fault({ type: 'integer', minimum: 1, maximum: 4096 }, { value: '0' })).toBe(
      'il faut un nombre entier d’au moins 1 et d’au plus 4 096 ; il y a 0',
    );
    expect(fault({ anyOf: [{ const: false }, { type: 'number', exclusiveMinimum: 0 }] }, { items: 2 })).toBe(
      'il faut false ou un nombre supérieur à 0 ; il y a une liste de 2',
    );
    expect(fault({ enum: ['adamw', 'sgd'] }, { kind: 'missing' })).toBe('manque ; il faut "adamw" ou "sgd"');
    expect(inFrench('x', 'unknownField', { nearest: 'seed' })).toBe(
      'ce champ n’existe pas ; vouliez-vous dire seed ?',
    );
  });

  it('are listed by the fault of the whole', () => {
    const issues = fieldFaults(recipeSchema.safeParse({ task: 'image-classification' }).error!.issues, {
      task: 'image-classification',
    });
    const { params } = jobFault('recipeInvalid', { file: 'r.json', issues });
    expect(faults['jobs.recipeInvalid']!(params)).toMatch(/\n(model|data)\u202f: manque ; il faut un objet/);
  });
});

describe('faults of a JSON text in French', () => {
  it('have words for every code', () => {
    const codes = declaredCodes('json', 'src-main/jobs/json-faults.ts');
    expect(codes).toHaveLength(10);
    expect(codes.filter((code) => !(code in jsonFaults))).toEqual([]);
  });

  it('are quoted by the fault of the file', () => {
    const problem = jsonFault('noValue', { found: null, hint: null });
    const { params } = jobFault('recipeSyntax', { file: 'r.json', line: 2, column: 3, problem });
    expect(faults['jobs.recipeSyntax']!(params)).toMatch(
      /: il faut une valeur ; il y a la fin du fichier\.$/,
    );
  });
});

describe('problems of single examples in French', () => {
  it('say which picture a row of a table names', () => {
    const { params } = dataProblem('not-a-picture', {});
    expect(problems['not-a-picture']!({ ...params, picture: 'a.txt' })).toMatch(
      /^a\.txt n’est pas une image/,
    );
  });

  it('are quoted by the faults that come of them', () => {
    const problem = dataProblem('damaged-picture', { reason: 'VipsJpeg: premature end' });
    const { params } = dataError('picture-unreadable', { path: 'b.jpg', problem });
    expect(faults['data.picture-unreadable']!(params)).toContain(
      'b.jpg n’a pas pu être lue : n’a pas pu être décodée (VipsJpeg: premature end)',
    );
  });
});

describe('faults of the data in English', () => {
  it('send nobody to the fields of a recipe', () => {
    const main = readFileSync('src-main/data/errors.ts', 'utf8').split(/(?=^ {2}'?[\w-]+'?: \()/m);
    const told = main.filter((row) =>
      /in the recipe|recipe at|\bdata\.(text|label|validation|test)/.test(row),
    );
    const codes = told.map((row) => `data.${/[\w-]+/.exec(row)?.[0]}`);
    expect(codes.length).toBeGreaterThan(5);
    expect(codes.filter((code) => !(code in messages))).toEqual([]);
  });
});

describe('faults in French', () => {
  for (const [layer, file] of Object.entries(tables))
    it(`have words for every code of ${layer} that a person can meet`, () => {
      const codes = declaredCodes(layer, file);
      expect(codes.length).toBeGreaterThan(3);
      expect(codes.filter((code) => !(code in faults) && !unseen.test(code))).toEqual([]);
    });

  it('are not kept for layers that have gone', () => {
    const layers = readdirSync('src-main', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const known = new Set([...layers.map(({ name }) => name), 'files', 'system']);
    expect(Object.keys(faults).filter((code) => !known.has(code.split('.')[0]!))).toEqual([]);
  });
});
