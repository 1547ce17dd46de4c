// What only a window can do for the handlers. Implemented by src-main/desktop; absent in the browser-hosted form.
import type { ShownFiles } from './contract/files.ts';

export interface FileDialog {
  readonly mode: 'open' | 'openMany' | 'folder' | 'save';
  readonly show: ShownFiles;
  readonly title?: string;
  readonly suggested?: string;
}

export interface Appearance {
  readonly language: 'en' | 'fr';
  readonly theme: 'system' | 'light' | 'dark';
}

export interface DesktopShell {
  /** The paths that were chosen; none when the dialog was cancelled. */
  choose(dialog: FileDialog): Promise<readonly string[]>;
  reveal(path: string): void;
  setAppearance(appearance: Appearance): void;
}
