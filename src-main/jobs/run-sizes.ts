// How much disk each run takes. A folder is walked once and again only when its run has changed.
import type { Store } from '../store/open-store.ts';
import { statement } from '../store/statements.ts';
import { runFolder } from '../store/store-folder.ts';
import { folderBytes } from './run-files-removal.ts';

const measured = new Map<string, { readonly mark: string; readonly sizeBytes: number }>();
/** Folders walked at once: more would only wait for the disk. */
const atOnce = 16;

/** Bytes of the folders of some runs, or of all, by id. */
export async function runSizes(
  { db, paths }: Store,
  ids: readonly string[] | undefined,
): Promise<Record<string, number>> {
  // Whatever changes the files of a run changes one of these.
  const rows = statement<{ id: string; mark: string }>(
    db,
    `SELECT run_id AS id, state || ' ' || coalesce(ended_at_ms, 0) || ' ' || epochs || ' ' || weights_dropped || ' ' ||
            (SELECT count(*) FROM evaluations WHERE run_key = runs.run_key) || ' ' ||
            (SELECT count(*) FROM checkpoints WHERE run_key = runs.run_key) AS mark
     FROM runs WHERE @ids IS NULL OR run_id IN (SELECT value FROM json_each(@ids))`,
  ).all({ ids: ids === undefined ? null : JSON.stringify(ids) });
  const sizes: Record<string, number> = {};
  const waiting = rows.values();
  const work = async () => {
    for (const { id, mark } of waiting) {
      const folder = runFolder(paths, id);
      const known = measured.get(folder);
      const sizeBytes = known?.mark === mark ? known.sizeBytes : await folderBytes(folder);
      measured.set(folder, { mark, sizeBytes });
      sizes[id] = sizeBytes;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return sizes;
}
