import { describe, expect, it } from 'vitest';
import { escaped } from '../../../src-main/jobs/markdown.ts';
import { markdownBlocks, textParts } from '../../../src-renderer/lib/ui/markdown.ts';

describe('Markdown of model cards', () => {
  it('knows headings, paragraphs, lists, code and tables', () => {
    const markdown =
      '---\nlicense: mit\n---\n# One\n\ntwo\nlines\n\n- a\n- b\n\n1. c\n\n```\ncode\n```\n| h | i |\n|---|:-:|\n| 1 | 2 |';
    expect(markdownBlocks(markdown).map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
      'list',
      'list',
      'code',
      'table',
    ]);
    expect(markdownBlocks(markdown)[1]).toEqual({
      kind: 'paragraph',
      text: [{ kind: 'text', text: 'two lines' }],
    });
  });

  it('leaves out the head of a table that has none', () => {
    expect(markdownBlocks('| | |\n| --- | --- |\n| a | b |')).toEqual([
      { kind: 'table', head: [], rows: [[[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]]] },
    ]);
  });

  it('knows emphasis, code and links, and only links that lead somewhere safe', () => {
    expect(textParts('a **b** `c` [d](https://e.org) [f](javascript:g) h_i_j')).toEqual([
      { kind: 'text', text: 'a ' },
      { kind: 'strong', text: 'b' },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'c' },
      { kind: 'text', text: ' ' },
      { kind: 'link', text: 'd', href: 'https://e.org' },
      { kind: 'text', text: ' ' },
      { kind: 'text', text: 'f' },
      { kind: 'text', text: ' h_i_j' },
    ]);
  });

  it('shows what was escaped as it was typed, in text, emphasis and tables, and leaves code alone', () => {
    const words = (text: string) => textParts(text).map((part) => part.text);
    expect(words('not\\_up\\_dated \\*or\\* &lt;b&gt; \\\\ \\n')).toEqual(['not_up_dated *or* <b> \\ \\n']);
    expect(words('**a\\_b** *c\\*d* `e\\_f`')).toEqual(['a_b', ' ', 'c*d', ' ', 'e\\_f']);
    const cells = ['not_updated', 'a|b'].map((text) => [{ kind: 'text', text }]);
    expect(markdownBlocks('| not\\_updated | a\\|b |')).toEqual([{ kind: 'table', head: [], rows: [cells] }]);
  });

  it('reads back every sign that our own writer escapes', () => {
    const name = 'a\\`*_{}[]()#+!|~&<> b_c';
    expect(textParts(escaped(name))).toEqual([{ kind: 'text', text: name }]);
    expect(markdownBlocks(`| ${escaped(name)} |`)).toEqual([
      { kind: 'table', head: [], rows: [[[{ kind: 'text', text: name }]]] },
    ]);
  });

  it('ends a code block that is never closed with the text', () => {
    expect(markdownBlocks('```\na\nb')).toEqual([{ kind: 'code', text: 'a\nb' }]);
  });
});
