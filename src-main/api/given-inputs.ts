// What is to be predicted, as the renderer gives it, made into files and texts the workbench can read. Pictures that
// come as bytes lie in the store's cache while they are needed.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PredictorInput } from '../training/predictor.ts';
import type { GivenPath } from './given-path.ts';
import type { Services } from './services.ts';

export type GivenInput =
  | { readonly file: GivenPath }
  | { readonly picture: File }
  | { readonly text: string };

/** Hands `use` the inputs it can read, with the name of each, and clears up whatever happens. */
export async function withInputs<Result>(
  given: readonly GivenInput[],
  { files, store }: Pick<Services, 'files' | 'store'>,
  use: (inputs: readonly PredictorInput[], names: readonly (string | undefined)[]) => Promise<Result>,
): Promise<Result> {
  const folder = given.some((input) => 'picture' in input)
    ? await mkdtemp(join(store.paths.cache, 'pictures-'))
    : undefined;
  try {
    const inputs: PredictorInput[] = [];
    for (const [at, input] of given.entries()) {
      if ('file' in input) inputs.push({ file: files.readable(input.file) });
      else if ('text' in input) inputs.push(input);
      else inputs.push({ file: await written(input.picture, join(folder!, String(at))) });
    }
    return await use(
      inputs,
      given.map((input) => ('picture' in input ? input.picture.name : undefined)),
    );
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** The format is found in the bytes, so the name need not say it. */
async function written(picture: File, path: string): Promise<string> {
  await writeFile(path, new Uint8Array(await picture.arrayBuffer()));
  return path;
}
