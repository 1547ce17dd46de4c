// The API over message ports: a page asks for one, and gets it when it is our page in our window.
import { type IpcMainEvent, ipcMain, MessageChannelMain, type MessagePortMain } from 'electron';
import type { DesktopWindow } from './desktop-window.ts';
import { isOwn } from './guards.ts';

/** `carry` takes on the main side of each port. */
export function setupApiPorts(carry: (port: MessagePortMain) => void, window: DesktopWindow): void {
  let current: MessagePortMain | undefined;
  ipcMain.on('finesse:connect', (event) => {
    if (!isOurPage(event, window)) return;
    // A page that was loaded again has left its port behind.
    current?.close();
    const { port1, port2 } = new MessageChannelMain();
    current = port1;
    carry(port1);
    port1.start();
    event.senderFrame?.postMessage('finesse:port', null, [port2]);
  });
}

/** The main frame of our window, showing our page. */
function isOurPage({ senderFrame, sender }: IpcMainEvent, window: DesktopWindow): boolean {
  return (
    senderFrame !== null &&
    senderFrame.parent === null &&
    sender.id === window.contentsId &&
    isOwn(senderFrame.url)
  );
}
