// The bundle of a run under another id: one that can be imported, removed and imported again.
import { createHash } from 'node:crypto';
import { readZip, writeZip } from '../zip-entries.ts';

/** Writes `to`, what `from` holds of `run`, and gives the id of its run. */
export async function writeTwin(from: string, to: string, run: string): Promise<string> {
  const twin = run.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  const renamed = (text: string) => text.replaceAll(run, twin);
  const entries = new Map<string, Buffer>();
  for (const [name, bytes] of await readZip(from))
    entries.set(renamed(name), name.endsWith('.json') ? Buffer.from(renamed(bytes.toString())) : bytes);
  const manifest = JSON.parse(entries.get('manifest.json')!.toString()) as Readonly<Record<string, unknown>>;
  entries.delete('manifest.json');
  const files = Object.fromEntries(
    [...entries].map(([name, bytes]) => [
      name,
      { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length },
    ]),
  );
  entries.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest, files })));
  await writeZip(to, entries);
  return twin;
}
