// Pictures as a detector of 12 bits stores them in files of 16: bars that lie or stand, in values up to 4,095.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { openRandom } from '../../src-main/data/random.ts';

const side = 32;

/** `count` grey 16-bit pictures for each of two classes. */
export async function writeDeepPictures(
  folder: string,
  count: number,
  format: 'png' | 'tiff' = 'png',
): Promise<string> {
  for (const [label, name] of ['lying', 'standing'].entries()) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let index = 0; index < count; index++) {
      const random = openRandom(label, index);
      const at = 3 + random.below(side - 10);
      const values = Uint16Array.from({ length: side * side }, (_, i) => {
        const across = label === 0 ? Math.floor(i / side) : i % side;
        const bar = across >= at && across < at + 5 ? 250 : 0;
        return Math.floor(random.between(300, 500)) + bar;
      });
      values[0] = 4095;
      writeFileSync(
        join(folder, name, `${index}.${format}`),
        format === 'png' ? await greyPng(values, side) : greyTiff(values, side),
      );
    }
  }
  return folder;
}

/** A square grey PNG of 16 bits. */
export function greyPng(values: Uint16Array, width: number): Promise<Buffer> {
  const raw = { width, height: values.length / width, channels: 1 } as const;
  return sharp(values, { raw }).toColourspace('grey16').png().toBuffer();
}

/** A TIFF of one uncompressed strip of 1 or 3 channels of 16 bits, which sharp cannot write. Source: TIFF 6.0, section 2. */
export function greyTiff(values: Uint16Array, width: number, channels: 1 | 3 = 1): Buffer {
  const height = values.length / width / channels;
  const [short, long] = [3, 4];
  const entries = [
    [256, short, 1, width],
    [257, short, 1, height],
    [258, short, 1, 16],
    [259, short, 1, 1],
    [262, short, 1, channels === 1 ? 1 : 2],
    [273, long, 1, 8],
    [277, short, 1, channels],
    [278, short, 1, height],
    [279, long, 1, values.byteLength],
  ] as const;
  const directory = 8 + values.byteLength;
  const file = Buffer.alloc(directory + 2 + entries.length * 12 + 4);
  file.write('II*\0', 0, 'latin1');
  file.writeUInt32LE(directory, 4);
  for (const [at, value] of values.entries()) file.writeUInt16LE(value, 8 + at * 2);
  file.writeUInt16LE(entries.length, directory);
  for (const [row, [tag, type, count, value]] of entries.entries()) {
    const at = directory + 2 + row * 12;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(count, at + 4);
    if (type === short) file.writeUInt16LE(value, at + 8);
    else file.writeUInt32LE(value, at + 8);
  }
  return file;
}
