// Before the end-to-end tests: the renderer as it will be served.
import { build } from 'vite';

export async function setup(): Promise<void> {
  await build({ configFile: 'vite.renderer.config.ts', logLevel: 'warn' });
}
