// Language and theme as they were last, kept by the page itself, so that its first paint is right before main answers.
// The settings of the store are the truth; public/first-paint.js reads the theme before anything is drawn.
import type { Theme } from './appearance.svelte.ts';

type LocaleSetting = 'system' | 'en' | 'fr';

export interface Look {
  readonly locale: LocaleSetting;
  readonly theme: Theme;
}

const key = 'finesse.look';
const systemLook: Look = { locale: 'system', theme: 'system' };

export function rememberedLook(): Look {
  try {
    const { locale, theme } = JSON.parse(localStorage.getItem(key) ?? '{}') as Partial<Look>; // checked below
    return {
      locale: locale === 'en' || locale === 'fr' ? locale : 'system',
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    };
  } catch {
    return systemLook; // a browser may refuse to keep anything
  }
}

export function rememberLook({ locale, theme }: Look): void {
  try {
    localStorage.setItem(key, JSON.stringify({ locale, theme }));
  } catch {
    // Refused: the first paint then follows the system.
  }
}
