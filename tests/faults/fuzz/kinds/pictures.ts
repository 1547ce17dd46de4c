// Picture files. What is decoded has exactly the pixels asked for, the same ones each time: bytes that come from
// somewhere else in memory would differ.
import sharp from 'sharp';
import { decodePicture, examinePicture } from '../../../../src-main/data/decode-picture.ts';
import { PictureFault } from '../../../../src-main/data/picture-fault.ts';
import { type FuzzKind, type Outcome, wrong } from '../kind.ts';
import { mutateBytes } from '../mutate-bytes.ts';

const [width, height] = [24, 20];
const size = { width: 16, height: 16, resize: 'crop' } as const;

async function honestPictures(): Promise<Buffer[]> {
  const pixels = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, at) => (at * 7 + (at >> 5) * 13) % 256),
  );
  const image = () => sharp(pixels, { raw: { width, height, channels: 3 } });
  return Promise.all([
    image().jpeg({ quality: 80 }).toBuffer(),
    image().jpeg({ progressive: true }).withMetadata({ orientation: 6 }).toBuffer(),
    image().png().toBuffer(),
    image().png({ palette: true }).toBuffer(),
    image().webp().toBuffer(),
    image().webp({ lossless: true }).toBuffer(),
    image().gif().toBuffer(),
    image().tiff({ compression: 'none' }).toBuffer(),
    image().tiff({ compression: 'lzw', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
    image().ensureAlpha(0.5).png().toBuffer(),
  ]);
}

export const picturesKind: FuzzKind = async () => {
  const pictures = await honestPictures();
  const whole = await Promise.all(pictures.map((bytes) => decodePicture(bytes, size)));
  return async (random): Promise<Outcome> => {
    const which = random.below(pictures.length);
    const bytes = mutateBytes(pictures[which]!, random);
    try {
      const { data, facts, ...shape } = await decodePicture(bytes, size);
      if (shape.width !== 16 || shape.height !== 16 || data.length !== 16 * 16 * 3)
        return wrong(`${data.length} values of ${shape.width} x ${shape.height}`);
      if (!(facts.width > 0 && facts.height > 0)) return wrong(`${facts.width} x ${facts.height}`);
      const checked = await examinePicture(bytes).catch((error: unknown) => {
        if (!(error instanceof PictureFault)) throw error;
        return error;
      });
      if (checked instanceof PictureFault) return { verdict: 'clear error', note: 'damaged, but read' };
      if (checked.width !== facts.width || checked.height !== facts.height)
        return wrong(`checked as ${checked.width} x ${checked.height}`);
      const again = await decodePicture(bytes, size);
      if (!Buffer.from(again.data).equals(data))
        return wrong(`picture ${which}: other pixels the second time`);
      return { verdict: Buffer.from(whole[which]!.data).equals(data) ? 'same result' : 'changed' };
    } catch (error) {
      if (error instanceof PictureFault && error.problem.message.length < 500)
        return { verdict: 'clear error', note: error.problem.code };
      return wrong(String((error as Error)?.stack ?? error).slice(0, 600));
    }
  };
};
