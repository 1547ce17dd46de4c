// For the checker, which looks for the nearest one: the components of the tests are compiled as those they mount.
export { default } from '../../src-renderer/svelte.config.js';
