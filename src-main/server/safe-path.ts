// A path that came from elsewhere, made into one that can only lead downwards and that every system can write.

const maxParts = 32;
const maxPartBytes = 200;
/** Names that are devices on Windows, whatever extension follows. */
const device = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** `a/b/c.jpg` with bad characters replaced; nothing where a part is empty, climbs, or there are too many. */
export function safePath(given: string): string | undefined {
  const parts = given.normalize('NFC').split('/');
  if (parts.length > maxParts || parts.some((part) => part === '' || part === '.' || part === '..'))
    return undefined;
  return parts.map(safePart).join('/');
}

function safePart(part: string): string {
  const plain = part
    .replace(/[\p{Cc}<>:"|?*\\]/gu, '_')
    // A hidden file would not be listed; a name cannot end with a dot or a blank on Windows.
    .replace(/^\./, '_')
    .replace(/[. ]+$/, '_');
  return shortened(device.test(plain) ? `_${plain}` : plain);
}

/** Keeps the extension. */
function shortened(part: string): string {
  if (Buffer.byteLength(part) <= maxPartBytes) return part;
  const extension = /\.[^.]{1,16}$/.exec(part)?.[0] ?? '';
  let stem = part.slice(0, part.length - extension.length);
  while (Buffer.byteLength(stem) + Buffer.byteLength(extension) > maxPartBytes)
    stem = [...stem].slice(0, -1).join('');
  return stem + extension;
}
