// `/media/prediction/<run>/<index>?size=160`: a picture of the run's own dataset version. The address names no path.
import { evaluatedRun, finishedRun, hasPredictions } from '../jobs/finished-run.ts';
import { bytesResponse, type MediaProvider } from './media-response.ts';
import { pictureThumbnail, thumbnailSize } from './picture-thumbnail.ts';

export const predictionMedia: MediaProvider = async (services, [run = '', index = ''], query) => {
  const { store, workbench, files } = services;
  if (!/^[0-9a-z]{1,32}$/.test(run) || !/^\d{1,9}$/.test(index)) return new Response(null, { status: 404 });
  const finished = finishedRun(store, run);
  const looked = (['test', 'validation', 'train'] as const).filter((split) =>
    hasPredictions(finished, split),
  );
  const evaluated = await Promise.all(looked.map((split) => evaluatedRun(workbench, finished, split)));
  const example = evaluated.flatMap(({ examples }) => examples).find((one) => one.index === Number(index));
  if (example === undefined || example.text !== undefined) return new Response(null, { status: 404 });
  const { bytes, type } = await pictureThumbnail(files.readable(example.source.path), thumbnailSize(query));
  return bytesResponse(bytes, { type });
};
