// The programs of the README whose reading of pictures is compared with ours. Run by itself it prints them as JSON, for
// fixtures/make-readme-pictures.py.
import { type PictureProgram, pillowPicture } from '../../src-main/training/readme-picture-programs.ts';

/** Numbers 0 to 1, as they are in the file. */
const plain = { width: 16, height: 16, mean: [0, 0, 0], std: [1, 1, 1] } as const;

export const readmePictures: Readonly<Record<string, PictureProgram>> = {
  crop: { ...plain, resize: 'crop' },
  squash: { ...plain, resize: 'squash' },
  pad: { ...plain, resize: 'pad' },
  stretched: { ...plain, resize: 'crop', whiteLevel: 40_000 },
};

export function programText(program: PictureProgram): string {
  return pillowPicture(program).join('\n');
}

if (process.argv[1] === import.meta.filename) {
  const programs = Object.entries(readmePictures).map(([name, program]) => [name, programText(program)]);
  process.stdout.write(JSON.stringify(Object.fromEntries(programs)));
}
