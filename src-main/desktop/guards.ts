// What no page may do, whatever it contains: leave the application, open windows, embed others, be given permissions,
// or reach the network. Source: electronjs.org, security checklist.
import { app, type Session, session, type WebContents } from 'electron';
import { appOrigin, appScheme } from './app-scheme.ts';

/** Protocols a page may load from. The developer tools load their own. */
const ownProtocols = new Set([`${appScheme}:`, 'blob:', 'data:', 'devtools:']);

/** To be called before the application is ready: it meets every page that is ever made. */
export function setupGuards(): void {
  app.on('web-contents-created', (_, contents) => guardContents(contents));
  app.on('session-created', guardSession);
  void app.whenReady().then(() => guardSession(session.defaultSession));
}

function guardContents(contents: WebContents): void {
  const stay = (event: { preventDefault(): void }, url: string) => {
    if (!isOwn(url)) event.preventDefault();
  };
  contents.on('will-navigate', (event) => stay(event, event.url));
  contents.on('will-redirect', (event) => stay(event, event.url));
  contents.on('will-frame-navigate', (event) => stay(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

function guardSession(given: Session): void {
  given.setPermissionRequestHandler((contents, permission, decide) => {
    decide(isGranted(permission) && isOwn(contents.getURL()));
  });
  given.setPermissionCheckHandler((_, permission, origin) => isGranted(permission) && isOwn(`${origin}/`));
  given.setDevicePermissionHandler(() => false);
  // The spelling checker would fetch its dictionaries from the network.
  given.setSpellCheckerEnabled(false);
  // Nothing leaves this machine.
  given.webRequest.onBeforeRequest(({ url }, decide) => {
    decide({ cancel: !ownProtocols.has(protocolOf(url)) });
  });
}

/** Copying text that the page itself offers to copy. */
function isGranted(permission: string): boolean {
  return permission === 'clipboard-sanitized-write';
}

export function isOwn(url: string): boolean {
  return url === appOrigin || url.startsWith(`${appOrigin}/`);
}

function protocolOf(url: string): string {
  return URL.parse(url)?.protocol ?? '';
}
