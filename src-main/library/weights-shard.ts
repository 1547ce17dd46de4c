// Opens files that other files name. Their relative paths were checked by the format; links are checked here.
import { realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { type ByteSource, fileSource } from '../formats/byte-source.ts';
import { libraryError } from './errors.ts';

/**
 * A shard beside the file that lists it, by relative path. Throws `library.shardMissing`, and `library.shardOutside`
 * for a link that leaves the folder.
 */
export function openShardInside(listedIn: string, shard: string): ByteSource {
  const folder = dirname(listedIn);
  const target = shardTarget(listedIn, shard);
  const path = relative(realpathSync(folder), target);
  if (path === '..' || path.startsWith(`..${sep}`))
    throw libraryError('shardOutside', { path: listedIn, shard, target });
  return fileSource(join(folder, shard));
}

/** Where a shard really lies. Throws `library.shardMissing`. */
export function shardTarget(listedIn: string, shard: string): string {
  try {
    return realpathSync(join(dirname(listedIn), shard));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw libraryError('shardMissing', { path: listedIn, shard, reason }, error);
  }
}
