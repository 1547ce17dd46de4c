// The language and theme that the page has told, and who draws with them outside it.
import { app, nativeTheme } from 'electron';
import type { Appearance } from '../api/desktop-shell.ts';
import { type DesktopTexts, desktopTexts } from './desktop-texts.ts';

export class Appearances {
  #language: Appearance['language'] | undefined;
  readonly #told = new Set<() => void>();

  /** The texts of menus, dialogs and notifications. Before the page has spoken: in the system's language. */
  get texts(): DesktopTexts {
    return desktopTexts[this.#language ?? (app.getLocale().startsWith('fr') ? 'fr' : 'en')];
  }

  set({ language, theme }: Appearance): void {
    nativeTheme.themeSource = theme;
    if (this.#language === language) return;
    this.#language = language;
    for (const tell of this.#told) tell();
  }

  onLanguage(tell: () => void): void {
    this.#told.add(tell);
  }
}
