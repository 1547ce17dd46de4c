// The Markdown that model cards are written in, as plain values: headings, paragraphs, lists, tables, code, and text
// with emphasis, code and links. No HTML passes through: what is not known stays text. Pure.

export interface TextPart {
  readonly kind: 'text' | 'strong' | 'emphasis' | 'code' | 'link';
  readonly text: string;
  /** Links only; http, https and mailto. */
  readonly href?: string;
}

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: readonly TextPart[] }
  | { readonly kind: 'paragraph'; readonly text: readonly TextPart[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly (readonly TextPart[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'table';
      /** Empty where the table has no titles. */
      readonly head: readonly (readonly TextPart[])[];
      readonly rows: readonly (readonly (readonly TextPart[])[])[];
    };

// An escaped sign is matched whole, so that it opens and closes nothing (CommonMark 2.4).
const inline =
  /\\[!-/:-@[-`{-~]|`([^`]+)`|\*\*((?:\\.|[^\\])+?)\*\*|(?<![\w*])[*_]((?:\\.|[^*_\\])+)[*_](?!\w)|\[((?:\\.|[^\]\\])+)\]\(([^)\s]+)\)/g;

/** What our own writer puts for signs of HTML. */
const entities = { amp: '&', lt: '<', gt: '>' } as const;

/** The text that is meant: escapes of punctuation (CommonMark 2.4) and entities as the signs they stand for. */
function meant(text: string): string {
  return text.replace(
    /\\([!-/:-@[-`{-~])|&(amp|lt|gt);/g,
    (_, sign: string | undefined, entity: keyof typeof entities) => sign ?? entities[entity],
  );
}

export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(inline)) {
    if (match[0].startsWith('\\')) continue;
    if (match.index > end) parts.push({ kind: 'text', text: meant(text.slice(end, match.index)) });
    parts.push(partOf(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: meant(text.slice(end)) });
  return parts;
}

function partOf([whole, code, strong, emphasis, label, href]: RegExpMatchArray): TextPart {
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', text: meant(strong) };
  if (emphasis !== undefined) return { kind: 'emphasis', text: meant(emphasis) };
  if (label === undefined || href === undefined) return { kind: 'text', text: whole };
  // Links inside the package lead nowhere from here; their words stay.
  const text = meant(label);
  return /^(https?|mailto):/.test(href) ? { kind: 'link', text, href } : { kind: 'text', text };
}

export function markdownBlocks(markdown: string): Block[] {
  const lines = withoutFrontMatter(markdown.replaceAll('\r\n', '\n')).split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const [block, taken] = blockAt(lines, at);
    if (block) blocks.push(block);
    at += taken;
  }
  return blocks;
}

/** The YAML that model hubs put first. */
function withoutFrontMatter(markdown: string): string {
  return markdown.replace(/^---\n[\s\S]*?\n---\n/, '');
}

const heading = /^(#{1,6})\s+(.*?)\s*#*$/;
const bullet = /^\s*[-*+]\s+/;
const numbered = /^\s*\d+[.)]\s+/;
const fence = /^\s*```/;
const row = /^\s*\|/;

/** The block that begins at a line, and how many lines it takes. */
function blockAt(lines: readonly string[], at: number): readonly [Block | undefined, number] {
  const line = lines[at]!;
  const title = heading.exec(line);
  if (title) return [{ kind: 'heading', level: title[1]!.length, text: textParts(title[2]!) }, 1];
  if (fence.test(line)) return codeAt(lines, at);
  if (row.test(line)) return tableAt(lines, at);
  for (const [mark, ordered] of [
    [bullet, false],
    [numbered, true],
  ] as const)
    if (mark.test(line)) {
      const items = run(lines, at, (next) => mark.test(next));
      const texts = items.map((item) => textParts(item.replace(mark, '')));
      return [{ kind: 'list', ordered, items: texts }, items.length];
    }
  if (line.trim() === '') return [undefined, 1];
  const isPlain = (next: string) =>
    next.trim() !== '' && ![heading, fence, row, bullet, numbered].some((other) => other.test(next));
  const paragraph = run(lines, at, isPlain);
  return [{ kind: 'paragraph', text: textParts(paragraph.join(' ')) }, paragraph.length];
}

/** Lines from `at` on for which it holds; the first one is taken in any case. */
function run(lines: readonly string[], at: number, holds: (line: string) => boolean): string[] {
  const end = lines.findIndex((line, index) => index > at && !holds(line));
  return lines.slice(at, end === -1 ? undefined : end);
}

function codeAt(lines: readonly string[], at: number): readonly [Block, number] {
  const end = lines.findIndex((line, index) => index > at && fence.test(line));
  const last = end === -1 ? lines.length : end;
  return [{ kind: 'code', text: lines.slice(at + 1, last).join('\n') }, last - at + 1];
}

function tableAt(lines: readonly string[], at: number): readonly [Block, number] {
  const taken = run(lines, at, (line) => row.test(line));
  const cells = taken.map((line) =>
    line
      .trim()
      .replace(/^\||(?<!\\)\|$/g, '')
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim()),
  );
  const isRule = (cellsOfRow: readonly string[]) => cellsOfRow.every((cell) => /^:?-+:?$/.test(cell));
  const hasHead = cells.length > 1 && isRule(cells[1]!);
  const head = hasHead && cells[0]!.some((cell) => cell !== '') ? cells[0]!.map(textParts) : [];
  const rows = (hasHead ? cells.slice(2) : cells).map((cellsOfRow) => cellsOfRow.map(textParts));
  return [{ kind: 'table', head, rows }, taken.length];
}
