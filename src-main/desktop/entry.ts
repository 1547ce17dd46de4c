// What Electron starts. In a packaged application this file, with all it imports but the main process itself, is one
// file inside the archive, where Electron vouches for it (`vite.config.ts`); it lets nothing else be loaded that has
// been changed since it was packed. From a checkout there is no archive and nothing to compare with.
import { fileURLToPath } from 'node:url';
import { app, dialog } from 'electron';
import { unpackedFiles } from './archive-header.ts';
import { desktopTexts } from './desktop-texts.ts';
import { type FileFault, libraryFaults, scriptFaults } from './unpacked-check.ts';

const [, archive] = /^(.*[/\\]app\.asar)[/\\]/.exec(fileURLToPath(import.meta.url)) ?? [];
const files = archive === undefined ? [] : unpackedFiles(archive);

const scripts = archive === undefined ? [] : scriptFaults(archive, files);
if (scripts.length > 0) refuse(scripts);
else {
  // Electron becomes ready when this module has ended, and only then does the main process load libraries.
  const [main, libraries] = await Promise.all([
    import('./main.ts'),
    archive === undefined ? [] : libraryFaults(archive, files),
  ]);
  if (libraries.length > 0) refuse(libraries);
  else main.startWhenReady();
}

/** Says which files, and ends. Not awaited: Electron becomes ready only after this module has ended. */
function refuse(faults: readonly FileFault[]): void {
  void app.whenReady().then(() => {
    const { damaged } = desktopTexts[app.getLocale().startsWith('fr') ? 'fr' : 'en'];
    dialog.showErrorBox(damaged.title, damaged.text(faults));
    app.exit(1);
  });
}
