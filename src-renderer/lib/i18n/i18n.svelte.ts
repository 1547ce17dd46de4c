// The language of the application, switchable while it runs. `i18n.t` holds the texts, `i18n.format` the numbers.
// English is in the first script; French is fetched when it is first wanted.
import { type Format, type Locale, makeFormat } from './format.ts';
import { en, type Messages } from './messages/en.ts';

class I18n {
  #locale = $state.raw<Locale>('en');
  #messages = $state.raw<Messages>(en);
  #format = $state.raw<Format>(makeFormat('en'));

  get locale(): Locale {
    return this.#locale;
  }

  get t(): Messages {
    return this.#messages;
  }

  get format(): Format {
    return this.#format;
  }

  /** Switches all texts at once. Rejects when the texts cannot be loaded; the language then stays. */
  async use(locale: Locale): Promise<void> {
    const messages = locale === 'fr' ? (await import('./messages/fr.ts')).fr : en;
    this.#locale = locale;
    this.#messages = messages;
    this.#format = makeFormat(locale);
    document.documentElement.lang = locale;
  }
}

export const i18n = new I18n();

/** The language for a setting: `system` takes the first language of the person that we have. */
export function localeOf(
  setting: Locale | 'system',
  languages: readonly string[] = navigator.languages,
): Locale {
  if (setting !== 'system') return setting;
  const known = languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'en' || tag === 'fr');
  return known === 'fr' ? 'fr' : 'en';
}
