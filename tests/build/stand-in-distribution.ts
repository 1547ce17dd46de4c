// A folder laid out as Electron's distribution for Linux, whose program is a script: enough for electron-builder to
// pack into, and for its fuses to be set, where Electron's own files cannot be had.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What marks the fuses in Electron's program. Source: electron/fuses, src/constants.ts. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const numFuses = 9;

export function writeStandInDistribution(folder: string, version: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'));
  const wire = Buffer.concat([
    Buffer.from(sentinel),
    Buffer.from([1, numFuses]),
    Buffer.from('1'.repeat(numFuses)),
  ]);
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('#!/bin/sh\nexit 1\n'), wire]));
  chmodSync(join(folder, 'electron'), 0o755);
  writeFileSync(join(folder, 'version'), version);
  for (const name of ['LICENSE', 'LICENSES.chromium.html']) writeFileSync(join(folder, name), '');
}
