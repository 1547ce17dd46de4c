// What can be wrong with single examples, and the words for it. What stops a data set as a whole is in errors.ts.
import type { MessageParams } from '../errors.ts';

/** A number of cells that does not fit, or a filled cell (counted from 1) of a column without a name. */
type RaggedRow = { readonly needed: number; readonly found: number } | { readonly cell: number };
/** What the parser says, or what stands there instead of an object. */
type InvalidJson = { readonly reason: string } | { readonly found: string };

const words = {
  // Tables
  'blank-line': (_: object) => 'the line is blank',
  'comment-line': (_: object) => 'begins with # and is taken for a comment, not for a row',
  'swallowed-rows': (p: { lines: number }) =>
    `a quote is opened and only closed ${p.lines - 1} line(s) further on; the text between would be ${p.lines} rows of their own`,
  'broken-quotes': (_: object) => 'a quote is opened and not closed',
  'ragged-row': (p: RaggedRow) =>
    'cell' in p
      ? `cell ${p.cell} is filled but its column has no name; is the text broken into several cells?`
      : `needed ${p.needed} cells, found ${p.found}; is a separator inside a text not quoted?`,
  'repeated-header': (_: object) => 'repeats the header',
  'stray-quote': (_: object) => 'a quote stands inside a quoted cell; the cell was read as it stands',
  undecodable: (p: { encoding: string }) =>
    `holds bytes that are not ${p.encoding}; set data.encoding, or save the file as UTF-8`,
  'invalid-json': (p: InvalidJson) =>
    'found' in p ? `needed a JSON object, found ${p.found}` : `is not valid JSON: ${p.reason}`,
  'wrong-type': (p: { needed: 'text' | 'label'; found: string }) => `needed a ${p.needed}, found ${p.found}`,
  'several-labels': (p: { labels: readonly string[] }) =>
    `has ${p.labels.length} labels (${p.labels.join(', ')}); an example can have only one`,
  'empty-text': (_: object) => 'the text is empty',
  'empty-label': (_: object) => 'the label is empty',
  'nul-character': (_: object) => 'holds a NUL character; the file may be damaged or binary',
  'long-text': (p: { characters: number }) =>
    `the text has ${p.characters} characters; only its beginning will be used`,
  'empty-path': (_: object) => 'the path is empty',
  'outside-folder': (p: { path: string }) =>
    `"${p.path}" leaves the manifest's folder; move the manifest above the pictures`,
  'web-address': (p: { path: string }) =>
    `"${p.path}" is an address, and nothing is fetched; put the pictures into the table's folder under the same names`,
  'foreign-path': (p: { path: string }) =>
    `"${p.path}" is a place on some computer, and no such file lies below the table's folder; copy the pictures there, or write paths relative to it`,
  'no-such-name': (p: { name: string }) =>
    `no file below the table's folder is called "${p.name}", with whatever ending`,
  'ambiguous-path': (p: { path: string; files: number }) =>
    `"${p.path}" could be ${p.files} files below the table's folder; write the folder as well`,
  'shared-path': (p: { path: string; paths: number }) =>
    `"${p.path}" and ${p.paths - 1} other path(s) of the table would be the same file`,
  'looked-up': (p: { count: number; written: string; found: string }) =>
    `${p.count} picture(s) are not where the table says and were looked up by their names: "${p.written}" is ${p.found}`,
  'unknown-split': (p: { split: string }) => `"${p.split}" is none of train, validation, test`,
  'repeated-path': (p: { path: string; line: number }) => `"${p.path}" stands on line ${p.line} already`,
  // Folders
  'hidden-file': (_: object) => 'is hidden or belongs to the operating system',
  'special-file': (_: object) => 'is neither a file nor a folder',
  unreadable: (p: { reason: string }) => p.reason,
  'link-loop': (_: object) => 'links to a folder that contains it',
  'leads-outside': (_: object) => 'links to a place outside the folders this server may read',
  'no-class': (_: object) => 'is in no class folder',
  'empty-class': (_: object) => 'the class folder holds no file',
  'unlabelled-folder': (p: { pictures: number }) =>
    `holds ${p.pictures} picture(s) and no class folders: without labels they cannot be learnt or measured with`,
  'no-split': (_: object) => 'stands beside the split folders and is none',
  // Pictures
  'too-many-pixels': (p: { limit: number }) => `has more than ${p.limit} pixels`,
  'damaged-picture': (p: { reason: string }) => `could not be decoded: ${p.reason}`,
  'empty-file': (_: object) => 'the file is empty',
  'not-a-picture': (_: object) => 'is not a JPEG, PNG, WebP, TIFF or GIF picture',
  'unsupported-format': (p: { format: string }) => `is in ${p.format} format; convert it to PNG or JPEG`,
  'unsupported-depth': (p: { depth: string }) => `has samples of type ${p.depth}; save it with 8 or 16 bits`,
  'dim-picture': (p: { peak: number }) =>
    `its largest value is ${p.peak} of 65535: nearly black unless preprocessing.whiteLevel says what is white`,
  // All examples together
  relabelled: (p: { label: string; corrected: string }) =>
    `labelled "${p.label}"; used as "${p.corrected}" as data.relabel asks`,
  leak: (p: { split: string; place: string; given: string }) =>
    `the same content is in the ${p.split} data (${p.place}); left out of ${p.given}`,
  'conflicting-labels': (p: { labels: readonly string[] }) =>
    `the same content is labelled ${p.labels.map((label) => `"${label}"`).join(' and ')}`,
  excluded: (_: object) => 'left out as data.exclude asks',
  duplicate: (_: object) => 'the same content is there already; left out as data.duplicates asks',
  'unknown-class': (p: { label: string; split: string }) =>
    `no training example is labelled "${p.label}"; left out of ${p.split}`,
  'similar-labels': (p: { labels: readonly { readonly label: string; readonly count: number }[] }) =>
    `labels that look alike are classes of their own: ${p.labels.map(({ label, count }) => `"${label}" (${count})`).join(', ')}; write them alike if they are meant to be one`,
  'no-label-meant': (p: { label: string; count: number }) =>
    `${p.count} example(s) are labelled "${p.label}", which is a class of its own here; leave the label empty if it means that there is none`,
  'measured-labels': (p: { column: string }) =>
    `the labels in column "${p.column}" are measurements; each different number is a class of its own`,
  'few-examples': (p: { label: string; examples: number }) =>
    `class "${p.label}" has ${p.examples} different example(s), too few for every split; training comes first`,
  'overridden-split': (p: { split: string }) =>
    `separate ${p.split} data is given, so this example is not used`,
};

export type ProblemCode = keyof typeof words;

/** What is wrong, without its place. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  /** What the message was made from. */
  readonly params: MessageParams;
}

/** `dataProblem('long-text', { characters: 9 })` */
export function dataProblem<Code extends ProblemCode>(
  code: Code,
  params: Parameters<(typeof words)[Code]>[0],
): Problem {
  // The table pairs each code with the parameters of its own words; TypeScript cannot follow the pair.
  return { code, message: words[code](params as never), params: params as MessageParams };
}
