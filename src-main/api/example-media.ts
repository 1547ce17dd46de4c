// `/media/example/<key>/<index>?size=160`: a thumbnail of an example of inspected data; with a content hash in place of
// the index, of a picture that is no example because its labels contradict each other. The address names no path; only
// files that belong to a reading are served, and only where they may still be shown.
import { dataError } from '../data/errors.ts';
import { indexOfReading } from './data-readings.ts';
import { bytesResponse, type MediaProvider } from './media-response.ts';
import { pictureThumbnail, thumbnailSize } from './picture-thumbnail.ts';

export const exampleMedia: MediaProvider = async ({ store, files }, [key = '', index = ''], query) => {
  if (!/^[0-9a-f]{32}$/.test(key) || !/^(\d{1,9}|[0-9a-f]{64})$/.test(index))
    return new Response(null, { status: 404 });
  const reading = indexOfReading(store.paths.cache, key);
  const path = index.length === 64 ? reading.conflicts?.[index] : reading.files[Number(index)];
  if (path === undefined)
    throw dataError('unknown-example', { index: Number(index), examples: reading.files.length });
  const { bytes, type } = await pictureThumbnail(files.readable(path), thumbnailSize(query));
  return bytesResponse(bytes, { type });
};
