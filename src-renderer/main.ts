// Where the renderer begins.
import '@fontsource-variable/inter/wght.css';
import './lib/styles/tokens.css';
import './lib/styles/base.css';
import './lib/styles/controls.css';
import './lib/styles/overlays.css';
import { mount } from 'svelte';
import { rememberedLook } from './lib/state/remembered-look.ts';
import { showLook } from './lib/state/settings.svelte.ts';
import Start from './routes/Start.svelte';

// Texts that cannot be fetched leave the page in English.
await showLook(rememberedLook()).catch(() => undefined);
mount(Start, { target: document.getElementById('app')! }); // stands in index.html
