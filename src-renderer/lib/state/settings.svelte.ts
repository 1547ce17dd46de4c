// The settings of the application: read once, shown at once when changed, and kept by main. One for the application.
import { getContext, setContext } from 'svelte';
import type { ApiClient } from '../../../src-main/api/contract.ts';
import { getApi } from '../api/api-context.ts';
import { i18n, localeOf } from '../i18n/i18n.svelte.ts';
import { toasts } from '../ui/toasts.svelte.ts';
import { appearance } from './appearance.svelte.ts';
import { type Look, rememberedLook, rememberLook } from './remembered-look.ts';

export type Settings = Awaited<ReturnType<ApiClient['settings']['get']>>;
export type SettingsPatch = Parameters<ApiClient['settings']['put']>[0];

export class AppSettings {
  readonly #api: ApiClient;
  #value = $state.raw<Settings>();
  #ready = $state(false);
  #loaded: Promise<void> = Promise.resolve();

  constructor(api: ApiClient) {
    this.#api = api;
  }

  /** Undefined until main has told them, or where it could not. */
  get value(): Settings | undefined {
    return this.#value;
  }

  /** Language and theme are as they shall be. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Reads them and shows the language and theme; without an answer the remembered ones stay. */
  load(): Promise<void> {
    this.#loaded = this.#load();
    return this.#loaded;
  }

  async #load(): Promise<void> {
    try {
      this.#value = await this.#api.settings.get();
      await this.#show(this.#value);
    } catch (error) {
      toasts.fail(error);
    }
    this.#ready = true;
  }

  /** Changes some; language and theme at once. A failure is told and what was there before comes back. */
  async put(patch: SettingsPatch): Promise<void> {
    // What was read must not undo what the person has changed since.
    await this.#loaded;
    const before = this.#value;
    if (before !== undefined) this.#value = { ...before, ...defined(patch) };
    try {
      if (patch.locale !== undefined || patch.theme !== undefined)
        await this.#show({ ...rememberedLook(), ...before, ...defined(patch) });
      this.#value = await this.#api.settings.put(patch);
    } catch (error) {
      this.#value = before;
      if (before !== undefined) await this.#show(before).catch(() => undefined); // the first failure is told
      toasts.fail(error);
    }
  }

  async #show({ locale, theme }: Look): Promise<void> {
    await showLook({ locale, theme });
    rememberLook({ locale, theme });
    // Menus and notifications follow; a page without a window around it has none.
    await this.#api.shell.appearance({ language: i18n.locale, theme }).catch(() => undefined);
  }
}

/** Shows a language and a theme. Rejects when the texts cannot be fetched. */
export async function showLook({ locale, theme }: Look): Promise<void> {
  appearance.use(theme);
  await i18n.use(localeOf(locale));
}

function defined(patch: SettingsPatch): Partial<Settings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}

const key = Symbol('settings');

export function setSettings(settings: AppSettings): void {
  setContext(key, settings);
}

/** To be called while a component is made. Outside the frame (in tests) a set of its own, read at once. */
export function getSettings(): AppSettings {
  const known = getContext<AppSettings | undefined>(key);
  if (known !== undefined) return known;
  const own = new AppSettings(getApi());
  void own.load();
  return own;
}
