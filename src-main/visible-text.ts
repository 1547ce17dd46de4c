// Text for a terminal. Names of runs, classes and files come from elsewhere, and a terminal takes some characters for
// commands: to clear the screen, to rename the window, to write over what stands there, to turn the reading direction.
// Those are shown as what they are; tabs stay, and lines where the text is one of the program's own.
import { inspect } from 'node:util';

/** Control characters but tab and line feed (C0, DEL, C1), separators of lines, and overrides of the reading direction. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const commands = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** `\x1b` for an escape, `\u202e` for an override. */
export function visibleText(text: string): string {
  return text.replace(commands, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16)}`;
  });
}

/** A line: a line end in a name is shown too, or the name could write lines of its own. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll('\n', '\\n');
}

/** An error that nobody expected, with its stack, for whoever runs the program. */
export function printFault(error: unknown): void {
  console.error(visibleText(inspect(error)));
}

/** The same value as JSON, whose own escapes say it. */
export function visibleJson(json: string): string {
  return json.replace(commands, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
