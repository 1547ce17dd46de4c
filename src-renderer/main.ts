// Where the renderer begins.
import '@fontsource-variable/inter/wght.css';
import './lib/styles/tokens.css';
import './lib/styles/base.css';
import './lib/styles/controls.css';
import './lib/styles/overlays.css';
import { mount } from 'svelte';
import Start from './routes/Start.svelte';

mount(Start, { target: document.getElementById('app')! }); // stands in index.html
