// A process that writes to a store most of the time until it is ended, in transactions of some milliseconds.
import { openStore } from '../../src-main/store/open-store.ts';
import { addTag, removeTag } from '../../src-main/store/tags-repository.ts';
import { writeTogether } from '../../src-main/store/write-together.ts';

const { db } = openStore(process.argv[2]!);
const [key] = db.prepare('SELECT run_key FROM runs LIMIT 1').pluck().all() as number[];

function write(): void {
  writeTogether(db, () => {
    for (let at = 0; at < 200; at++) {
      addTag(db, key!, `tag ${at}`);
      removeTag(db, key!, `tag ${at}`);
    }
  });
  setTimeout(write, 5);
}

process.send!('writing');
write();
