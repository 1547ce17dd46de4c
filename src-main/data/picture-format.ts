// Which picture format bytes are in, by their content; file extensions are not looked at.
// Source: the signatures of each format's specification.

export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'tiff' | 'gif';

interface Signature {
  readonly name: string;
  readonly offset: number;
  readonly bytes: string;
}

const supported: readonly (Signature & { readonly name: PictureFormat })[] = [
  { name: 'jpeg', offset: 0, bytes: '\xff\xd8\xff' },
  { name: 'png', offset: 0, bytes: '\x89PNG\r\n\x1a\n' },
  { name: 'gif', offset: 0, bytes: 'GIF87a' },
  { name: 'gif', offset: 0, bytes: 'GIF89a' },
  { name: 'webp', offset: 8, bytes: 'WEBP' },
  { name: 'tiff', offset: 0, bytes: 'II*\0' },
  { name: 'tiff', offset: 0, bytes: 'MM\0*' },
  { name: 'tiff', offset: 0, bytes: 'II+\0' },
  { name: 'tiff', offset: 0, bytes: 'MM\0+' },
];

/** Formats people have pictures in that Finesse does not read; named so that the message can help. */
const others: readonly Signature[] = [
  { name: 'BMP', offset: 0, bytes: 'BM' },
  { name: 'HEIC', offset: 4, bytes: 'ftyphei' },
  { name: 'AVIF', offset: 4, bytes: 'ftypavif' },
  { name: 'PDF', offset: 0, bytes: '%PDF' },
  { name: 'SVG', offset: 0, bytes: '<svg' },
  { name: 'DICOM', offset: 128, bytes: 'DICM' },
];

function matches(head: string, { offset, bytes }: Signature): boolean {
  return head.startsWith(bytes, offset);
}

/** The format of a file that begins with `bytes`; `other` names a known format that is not read. */
export function pictureFormat(bytes: Uint8Array): {
  readonly format?: PictureFormat;
  readonly other?: string;
} {
  const head = Buffer.from(bytes.subarray(0, 160)).toString('latin1');
  const format = supported.find((signature) => matches(head, signature))?.name;
  if (format !== undefined) return { format };
  const other = others.find((signature) => matches(head, signature))?.name;
  return other === undefined ? {} : { other };
}
