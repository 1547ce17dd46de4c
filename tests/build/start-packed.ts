// Starts the packed window's entry out of its archive, against the stand-in for Electron, and prints what it did as one
// line of JSON. Run by plain Node, with the archive and a store: `node start-packed.ts <archive> <store> <locale>`.
// What Electron does to Node is done by hooks: a module of the archive comes out of it, and one beside it from there.
import { registerHooks } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { extractFile } from '@electron/asar';
import { unpackedFiles } from '../../src-main/desktop/archive-header.ts';
import { app, callsOf, electron } from '../desktop/electron-stand-in.ts';

const [archive = '', store = '', locale = ''] = process.argv.slice(2);
const entry = pathToFileURL(join(archive, 'dist/src-main/desktop/entry.mjs')).href;
const standIn = new URL('../desktop/electron-stand-in.ts', import.meta.url).href;
const beside = new Set(unpackedFiles(archive).map(({ path }) => path));

const inArchive = (url: string) => relative(archive, fileURLToPath(url)).split(sep).join('/');

/** Libraries that were loaded, in order. */
const libraries: string[] = [];
const { dlopen } = process;
process.dlopen = (module: object, file: string, ...flags: []) => {
  libraries.push(file);
  return dlopen(module, file, ...flags);
};

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron') return { url: 'stand-in:electron', format: 'module', shortCircuit: true };
    if (specifier === entry) return { url: entry, format: 'module', shortCircuit: true };
    if (context.parentURL !== entry || !specifier.startsWith('.')) return next(specifier, context);
    const path = inArchive(new URL(specifier, entry).href);
    if (!beside.has(path)) throw new Error(`${path} is not in the archive's list.`);
    return next(pathToFileURL(join(`${archive}.unpacked`, path)).href, context);
  },
  load(url, context, next) {
    if (url === 'stand-in:electron') {
      const names = Object.keys(electron).join(', ');
      const source = `import { electron } from '${standIn}'; export const { ${names} } = electron;`;
      return { format: 'module', source, shortCircuit: true };
    }
    if (url !== entry) return next(url, context);
    return { format: 'module', source: extractFile(archive, inArchive(url)), shortCircuit: true };
  },
});

// Electron becomes ready when the entry has ended, and not before.
const ready = Promise.withResolvers<void>();
app.whenReady = () => ready.promise;
app.getLocale = () => locale;
process.argv = ['finesse', '--store', store];

await import(entry);
const early = libraries.length;
ready.resolve();
// Everything that is done on becoming ready, up to the window, is done in one go.
await new Promise((done) => setImmediate(done));
console.log(
  JSON.stringify({
    said: callsOf('dialog.showErrorBox'),
    ended: callsOf('app.exit'),
    opened: callsOf('window.loadURL'),
    early,
    libraries,
  }),
);
process.exit();
