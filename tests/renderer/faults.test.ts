import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { faults } from '../../src-renderer/lib/i18n/messages/fr/faults.ts';

/** Layers whose faults reach a screen, and the files that declare them. */
const tables = {
  data: 'src-main/data/errors.ts',
  formats: 'src-main/formats/errors.ts',
  library: 'src-main/library/errors.ts',
  models: 'src-main/models/errors.ts',
  training: 'src-main/training/errors.ts',
  jobs: 'src-main/jobs/errors.ts',
  store: 'src-main/store/errors.ts',
  files: 'src-main/api/file-faults.ts',
};
/** Told on the command line only, or replaced at once by something newer and shown to nobody. */
const unseen =
  /^jobs\.(set|resumeOther|superseded)|\.internal|^jobs\.reportUnreadable$|^jobs\.workbench(Busy|Closed)/;

function declaredCodes(layer: string, file: string): string[] {
  const source = readFileSync(file, 'utf8');
  return [...source.matchAll(/^ {2}'?([\w-]+)'?: \((?:p|_)[:)]/gm)].map(([, name]) => `${layer}.${name}`);
}

describe('faults in French', () => {
  for (const [layer, file] of Object.entries(tables))
    it(`have words for every code of ${layer} that a person can meet`, () => {
      const codes = declaredCodes(layer, file);
      expect(codes.length).toBeGreaterThan(3);
      expect(codes.filter((code) => !(code in faults) && !unseen.test(code))).toEqual([]);
    });

  it('are not kept for layers that have gone', () => {
    const layers = readdirSync('src-main', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const known = new Set([...layers.map(({ name }) => name), 'files']);
    expect(Object.keys(faults).filter((code) => !known.has(code.split('.')[0]!))).toEqual([]);
  });
});
