import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { featuresDocument, featuresFile } from './features.ts';

it('FEATURES.md is current (npm run features)', () => {
  expect(readFileSync(featuresFile, 'utf8')).toBe(featuresDocument());
});
