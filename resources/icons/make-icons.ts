// `npm run icons`: every size and container of the icons from their SVG sources. Run after changing one; the results
// are committed, so that packaging needs nothing but files.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';

const here = (name: string) => new URL(name, import.meta.url);
const pngSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const icoSizes = [16, 24, 32, 48, 64, 128, 256];
/** Type of each size in an .icns file. Source: Apple Icon Image format, types that hold PNG. */
const icnsTypes: readonly (readonly [type: string, size: number])[] = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
];
/** The mark fills less of a macOS icon: 824 of 1024 pixels. */
const macShare = 824 / 1024;

mkdirSync(here('png/'), { recursive: true });
for (const size of pngSizes) writeFileSync(here(`png/${size}x${size}.png`), await drawn(size));
writeFileSync(here('icon.ico'), await icoOf(drawn));
writeFileSync(here('icon.icns'), await icnsOf(inset));
const document = (size: number) => rendered('finesse-document.svg', size);
writeFileSync(here('document.ico'), await icoOf(document));
writeFileSync(here('document.icns'), await icnsOf(document));

function drawn(size: number): Promise<Buffer> {
  return rendered(size <= 32 ? 'finesse-small.svg' : 'finesse.svg', size);
}

function rendered(name: string, size: number): Promise<Buffer> {
  // 72 dots an inch draw one pixel for each of the 32 units; four times finer, then made smaller.
  const density = Math.min(2400, (72 * size * 4) / 32);
  return sharp(readFileSync(here(name)), { density })
    .resize(size, size)
    .png({ compressionLevel: 9 })
    .toBuffer();
}

async function inset(size: number): Promise<Buffer> {
  const inner = Math.round(size * macShare);
  const before = Math.floor((size - inner) / 2);
  const margin = { top: before, left: before, bottom: size - inner - before, right: size - inner - before };
  return sharp(await drawn(inner))
    .extend({ ...margin, background: '#00000000' })
    .png({ compressionLevel: 9 })
    .toBuffer();
}

/** An .ico file of PNG pictures. */
async function icoOf(draw: (size: number) => Promise<Buffer>): Promise<Buffer> {
  const pictures = await Promise.all(icoSizes.map(draw));
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  for (const [at, png] of pictures.entries()) {
    const size = icoSizes[at]!;
    const start = 6 + 16 * at;
    head.writeUInt8(size % 256, start);
    head.writeUInt8(size % 256, start + 1);
    head.writeUInt16LE(1, start + 4);
    head.writeUInt16LE(32, start + 6);
    head.writeUInt32LE(png.length, start + 8);
    head.writeUInt32LE(offset, start + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...pictures]);
}

/** An .icns file of PNG pictures. */
async function icnsOf(draw: (size: number) => Promise<Buffer>): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for (const [type, size] of icnsTypes) blocks.push(block(type, await draw(size)));
  return block('icns', Buffer.concat(blocks));
}

function block(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([head, content]);
}
