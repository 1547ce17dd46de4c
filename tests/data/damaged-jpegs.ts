// A JPEG and what can happen to it.
import sharp from 'sharp';

const [width, height] = [64, 48];
const pixels = Buffer.from(Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * 7919) % 251));

export const wholeJpeg = (): Promise<Buffer> =>
  sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();

/** Two bytes in its middle became an end marker: the decoder warns, and fills the rest with grey. */
export async function corruptedJpeg(): Promise<Buffer> {
  const bytes = await wholeJpeg();
  bytes.writeUInt16BE(0xffd9, bytes.length >> 1);
  return bytes;
}

/** A download that broke off. */
export async function truncatedJpeg(): Promise<Buffer> {
  const bytes = await wholeJpeg();
  return bytes.subarray(0, Math.floor(bytes.length * 0.6));
}

/** Whole, with the fields that a sequential scan does not use set to 0, as phones of Samsung write them. */
export async function phoneJpeg(): Promise<Buffer> {
  const bytes = await wholeJpeg();
  const scan = bytes.indexOf(Buffer.from([0xff, 0xda]));
  const components = bytes[scan + 4]!;
  bytes[scan + 6 + 2 * components] = 0;
  return bytes;
}

/** Whole, with a header that calls itself JFIF 9.1. */
export async function futureJpeg(): Promise<Buffer> {
  const bytes = await wholeJpeg();
  const header = Buffer.from('ffe000104a46494600090100000100010000', 'hex');
  return Buffer.concat([bytes.subarray(0, 2), header, bytes.subarray(2)]);
}
