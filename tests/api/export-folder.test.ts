import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportFolder } from '../../src-main/api/export-folder.ts';

describe('the folder of an export', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'finesse-export-folder-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is the chosen one where that is new or empty', () => {
    expect(exportFolder(join(folder, 'new'), 'Cats', 'onnx')).toBe(join(folder, 'new'));
    writeFileSync(join(folder, '.DS_Store'), '');
    expect(exportFolder(folder, 'Cats', 'onnx')).toBe(folder);
  });

  it('is a free one of its own among other files, with a name that every system takes', () => {
    writeFileSync(join(folder, 'letter.txt'), '');
    expect(exportFolder(folder, 'Cats: a/b?', 'onnx')).toBe(join(folder, 'Cats a b onnx'));
    mkdirSync(join(folder, 'Cats a b onnx'));
    expect(exportFolder(folder, 'Cats: a/b?', 'onnx')).toBe(join(folder, 'Cats a b onnx 2'));
    expect(exportFolder(folder, '...', 'safetensors')).toBe(join(folder, 'model safetensors'));
  });
});
