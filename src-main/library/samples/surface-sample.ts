// The bundled picture sample: plates drawn by surface-picture.ts, one folder a class.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { drawSurface, type SurfaceClass, surfaceClasses } from './surface-picture.ts';

/** Side of the pictures in pixels. */
const pictureSide = 96;

/** Sound plates are the most frequent, as on a real line. */
const counts: Readonly<Record<SurfaceClass, number>> = { sound: 200, scratch: 140, pitting: 140, stain: 140 };

/**
 * Writes the sample into `<folder>/<class>/<number>.png`, unless it is there already. The same seed gives the same
 * pictures. The folder appears complete or not at all. Returns whether it wrote anything.
 */
export async function writeSurfaceSample(folder: string, seed = 7): Promise<boolean> {
  if (existsSync(folder)) return false;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  for (const kind of surfaceClasses) {
    mkdirSync(join(unfinished, kind), { recursive: true });
    for (let index = 0; index < counts[kind]; index++) {
      const { side, pixels } = drawSurface(kind, pictureSide, seed, index);
      const raw = { width: side, height: side, channels: 3 } as const;
      const file = join(unfinished, kind, `${String(index + 1).padStart(3, '0')}.png`);
      await sharp(pixels, { raw }).png({ compressionLevel: 3 }).toFile(file);
    }
  }
  renameSync(unfinished, folder);
  return true;
}
