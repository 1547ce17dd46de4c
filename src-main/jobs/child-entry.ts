// The file a child process starts from. In a packaged application the program lies in an archive that only Electron
// reads; what runs as plain Node is unpacked beside it.
import { fileURLToPath } from 'node:url';

export function childEntry(entry: URL): string {
  return fileURLToPath(entry).replace(/([/\\])app\.asar(?=[/\\])/, '$1app.asar.unpacked');
}
