// What the window's preload gives the page; absent in a browser.

export interface Bridge {
  /** Asks for a message port; it arrives as a message of the page's own window, named `finesse:port`. */
  readonly connect: () => void;
  /** The path of a dropped file. */
  readonly pathForFile: (file: File) => string;
}

declare global {
  interface Window {
    readonly finesse?: Bridge;
  }
}

export const bridge: Bridge | undefined = globalThis.window?.finesse;

/** The next message port to the main process. */
export function nextPort(from: Bridge): Promise<MessagePort> {
  const { promise, resolve } = Promise.withResolvers<MessagePort>();
  const listen = (event: MessageEvent) => {
    const [port] = event.ports;
    if (event.source !== window || event.data !== 'finesse:port' || port === undefined) return;
    window.removeEventListener('message', listen);
    resolve(port);
  };
  window.addEventListener('message', listen);
  from.connect();
  return promise;
}
