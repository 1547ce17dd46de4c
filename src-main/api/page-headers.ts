// What every answer to the renderer's page is sent with, whoever sends it: the server or Electron's own protocol.

/** Where the page may open its WebSocket; none in Electron, where a message port carries the API. */
export interface PagePlace {
  /** `ws://127.0.0.1:4747` */
  readonly socket?: string;
}

/**
 * The content security policy of the page. Scripts come from the page's own origin only, and none stands inline.
 * Styles may stand inline: charts, floating panels and virtual lists place what they draw by style attributes, and
 * the component library hides scroll bars with style elements.
 */
export function contentSecurityPolicy({ socket }: PagePlace): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self'${socket === undefined ? '' : ` ${socket}`}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** All security headers. There is no header that lets another origin in: nothing here is for other pages. */
export function pageHeaders(place: PagePlace): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(place),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
  };
}
