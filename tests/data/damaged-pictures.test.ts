// Damaged files whose decoder goes on beyond the damage: named when data is checked, read where a version holds them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPictures } from '../../src-main/data/check-pictures.ts';
import { dataOptionsSchema } from '../../src-main/data/data-options.ts';
import { decodePicture, examinePicture } from '../../src-main/data/decode-picture.ts';
import { openDataset } from '../../src-main/data/open-dataset.ts';
import { makePictureBatch } from '../../src-main/data/picture-batch.ts';
import { corruptedJpeg, futureJpeg, phoneJpeg, truncatedJpeg, wholeJpeg } from './damaged-jpegs.ts';
import { temporaryFolder } from './temporary-folder.ts';

const damaged = { problem: { code: 'damaged-picture' } };
const size = { width: 16, height: 16, resize: 'squash' } as const;

describe('when data is checked', () => {
  it('a corrupted JPEG is named as damaged, with what its decoder found', async () => {
    const folder = await temporaryFolder({
      'whole.jpg': await wholeJpeg(),
      'bad.jpg': await corruptedJpeg(),
    });
    const [whole, bad] = await checkPictures([join(folder, 'whole.jpg'), join(folder, 'bad.jpg')]);
    expect(whole).toMatchObject({ facts: { width: 64, height: 48 } });
    expect(bad).toMatchObject({
      code: 'damaged-picture',
      params: { reason: expect.stringMatching(/Corrupt JPEG data/) },
    });
  });

  it('a truncated JPEG is too, and what the header says otherwise is no damage', async () => {
    await expect(examinePicture(await truncatedJpeg())).rejects.toMatchObject(damaged);
    for (const bytes of [await phoneJpeg(), await futureJpeg()])
      expect(await examinePicture(bytes)).toMatchObject({ width: 64, height: 48 });
  });

  it('it is left out and told at its place', async () => {
    const files: Record<string, Uint8Array> = { 'dark/bad.jpg': await corruptedJpeg() };
    for (const [at, name] of ['dark/1', 'dark/2', 'dark/3', 'light/1', 'light/2', 'light/3'].entries()) {
      const bytes = await wholeJpeg();
      files[`${name}.jpg`] = Buffer.concat([bytes, Buffer.alloc(at + 1)]); // bytes after the end differ
    }
    const path = await temporaryFolder(files);
    const data = dataOptionsSchema.parse({ path });
    const { examples, problems } = await openDataset({ kind: 'image', data, seed: 1, workers: 1 });
    expect(examples).toHaveLength(6);
    expect(problems).toMatchObject([
      { code: 'damaged-picture', source: { path: expect.stringMatching(/dark.bad\.jpg$/) } },
    ]);
    expect(problems[0]).not.toHaveProperty('warning');
  });
});

describe('a version that was made before such files were found', () => {
  it('is read as it was', async () => {
    const bytes = await corruptedJpeg();
    const path = join(await temporaryFolder({}), 'bad.jpg');
    writeFileSync(path, bytes);
    const batch = await makePictureBatch({
      kind: 'batch',
      rows: [{ path, index: 0 }],
      batchSize: 1,
      input: { ...size, mean: [0, 0, 0], std: [1, 1, 1] },
      augmentation: false,
    });
    const { data } = await decodePicture(bytes, size);
    expect(batch[0]).toBeCloseTo(data[0]! / 255, 6);
    await expect(decodePicture(bytes, size, { strict: true })).rejects.toMatchObject(damaged);
  });
});
