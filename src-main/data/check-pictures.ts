// Whether picture files can be used: each is read, hashed and decoded once, so that training meets no surprise.
import { createHash } from 'node:crypto';
import { examinePicture, type PictureFacts } from './decode-picture.ts';
import { pictureProblem } from './picture-fault.ts';
import type { Problem } from './problems.ts';
import { readData } from './read-within.ts';

/** A usable picture, or why it is none. */
export type PictureCheck = { readonly contentHash: string; readonly facts: PictureFacts } | Problem;

async function checkPicture(path: string): Promise<PictureCheck> {
  try {
    const bytes = await readData(path);
    const facts = await examinePicture(bytes);
    return { contentHash: createHash('sha256').update(bytes).digest('hex'), facts };
  } catch (cause) {
    return pictureProblem(cause);
  }
}

/** One answer for each path, in order; never throws for a bad file. */
export async function checkPictures(paths: readonly string[]): Promise<PictureCheck[]> {
  const checks: PictureCheck[] = [];
  for (const path of paths) checks.push(await checkPicture(path));
  return checks;
}
