// Words for the terminal: colours only where a terminal shows them, numbers and times as people read them. Everything a
// command says goes through here, line by line: characters that command a terminal, and line ends inside a line, are
// made visible, so that no name can pass for a line of the program; but for our own colours.
import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';
import { visibleJson, visibleLine } from '../visible-text.ts';

type Style = Parameters<typeof styleText>[0];

const escapeSign = '\x1b';
/** Stands for an escape of ours until it is printed; no text from elsewhere can hold it. */
const ownEscape = `<${randomUUID()}>`;

/** One line, or several. What was joined from several must not be given as one. */
export function print(lines: string | readonly string[]): void {
  process.stdout.write(shown(lines));
}

/** One line of JSON: a script reads the last line. */
export function printJson(value: unknown): void {
  process.stdout.write(`${visibleJson(JSON.stringify(value))}\n`);
}

/** What went wrong, on standard error. */
export function printError(lines: string | readonly string[]): void {
  process.stderr.write(shown(lines));
}

/** Coloured on a terminal; plain in files and pipes, and where NO_COLOR is set. */
export function styled(style: Style, text: string): string {
  return styleText(style, visibleLine(text), { stream: process.stdout }).replaceAll(escapeSign, ownEscape);
}

function shown(lines: string | readonly string[]): string {
  return [lines]
    .flat()
    .map((line) => `${visibleLine(line).replaceAll(ownEscape, escapeSign)}\n`)
    .join('');
}

/** `1:02:03`, `4:05`, or `3.2 s` below a minute. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Local date and time to the minute. */
export function moment(atMs: number): string {
  const at = new Date(atMs - new Date(atMs).getTimezoneOffset() * 60_000);
  return at.toISOString().slice(0, 16).replace('T', ' ');
}

/** Four significant digits, or a dash for what is not known. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '-';
  const size = Math.abs(value);
  return size === 0 || (size >= 0.001 && size < 10_000) ? value.toFixed(4) : value.toPrecision(3);
}
