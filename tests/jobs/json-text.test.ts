import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonTextFault, parseJsonText } from '../../src-main/jobs/json-text.ts';

function faultOf(text: string): string {
  try {
    parseJsonText(text);
  } catch (error) {
    if (error instanceof JsonTextFault) return `${error.line}:${error.column} ${error.message}`;
    throw error;
  }
  throw new Error('no fault');
}

describe('parseJsonText', () => {
  it('reads whatever JSON.stringify writes, as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 5 }), (text) => {
        expect(parseJsonText(text)).toEqual(JSON.parse(text));
        expect(parseJsonText(JSON.stringify(JSON.parse(text), null, 2))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('refuses what JSON.parse refuses: any text with one character changed', () => {
    const text = '{"a": [1, -2.5e3, "x\\n", true, null], "b": {"c": false}}';
    const change = fc.tuple(fc.nat(text.length - 1), fc.constantFrom(...'{}[]",:ex1\\ \n'));
    fc.assert(
      fc.property(change, ([at, character]) => {
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        const accepted = attempt(() => JSON.parse(changed));
        expect(attempt(() => parseJsonText(changed))).toEqual(accepted);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['', '1:1 expected a value, found the end of the file'],
    ['{"a": 1,\n "b": }', '2:7 expected a value, found "}"'],
    ['{"a": 1\n "b": 2}', '2:2 expected "," or "}", found ""b""'],
    ['{"a" 1}', '1:6 expected ":" after "a", found "1"'],
    ['{a: 1}', '1:2 expected a field name in double quotes, found "a"'],
    ["{'a': 1}", '1:2 expected a field name in double quotes, found "\'a\'"; text stands in double quotes'],
    ['[1, 2,]', '1:6 a comma stands before "]"; remove it'],
    ['{"a": 1, "a": 2}', '1:10 the field "a" is given twice'],
    ['{"a": NaN}', '1:7 expected a value, found "NaN"; JSON has no such number'],
    ['{"a": 01}', '1:7 expected a value, found "01"'],
    ['// a recipe\n{}', '1:1 expected a value, found "//"; JSON has no comments'],
    ['{} {}', '1:4 the text goes on after its value with "{"'],
    [
      '{"a": "C:\\data"}',
      '1:7 this text is not closed on its line, or holds an unknown escape such as "\\d" (write "\\\\" for a backslash)',
    ],
    [`${'['.repeat(70)}`, '1:66 nested deeper than 64 levels'],
  ])('%j -> %s', (text, expected) => {
    expect(faultOf(text)).toBe(expected);
  });

  it('keeps a key "__proto__" a field like any other', () => {
    const value = parseJsonText('{"__proto__": {"polluted": true}}') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

/** What `read` gives, or `refused`. */
function attempt(read: () => unknown): unknown {
  try {
    return { value: read() };
  } catch {
    return 'refused';
  }
}
