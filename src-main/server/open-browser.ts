// Opens an address in the person's browser, where there is one.
import { spawn } from 'node:child_process';

const openers: Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  // `start` is a word of cmd; its first argument would be the title of a window.
  win32: ['cmd', '/c', 'start', '""'],
};

/** Says nothing when there is no browser, as on a machine reached through SSH: the address has been printed. */
export function openBrowser(url: string): void {
  const [command, ...args] = openers[process.platform] ?? ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}
