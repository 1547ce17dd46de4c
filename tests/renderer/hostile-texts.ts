// Texts as they may stand in files and imports of others, each of which would do something if it were taken for HTML, an
// address, a template or a name of the language.
export const hostileTexts: readonly string[] = [
  '<meta http-equiv=refresh content="0;url=https://evil.example/">',
  '<img src=x onerror="globalThis.hostile=1">',
  '"><script>globalThis.hostile=1</script>',
  "'><svg onload=globalThis.hostile=1>",
  '</div></textarea></title><iframe srcdoc="<script>parent.hostile=1</script>">',
  '<a href="javascript:globalThis.hostile=1">x</a>',
  '<form action=https://evil.example/><button>x</button></form>',
  '<style>*{display:none}</style><link rel=stylesheet href=https://evil.example/>',
  '<base href=https://evil.example/>',
  'javascript:globalThis.hostile=1',
  '[x](javascript:globalThis.hostile=1) ![x](https://evil.example/x.png)',
  'https://evil.example/',
  '{a} {b|x} {{constructor}} `+(globalThis.hostile=1)+`',
  '&lt;b&gt; &#60;script&#62; &amp;',
  '__proto__',
  'constructor',
  '\u001b]0;title\u0007\u001b[2J\u202Eevil\u0000',
];

/** Elements that no text of a file may become, and attributes that none may bring. */
export const harmfulElements = 'script, meta, iframe, object, embed, base, link, form[action], img[onerror]';

/** What of `root` came out of a text: elements of the hostile texts, handlers, and addresses of theirs. */
export function injectedInto(root: ParentNode): string[] {
  return [...root.querySelectorAll('*')]
    .filter(
      (element) =>
        element.matches(harmfulElements) ||
        [...element.attributes].some(
          ({ name, value }) =>
            name.startsWith('on') ||
            (/^(href|src|action|formaction|srcdoc|xlink:href)$/.test(name) &&
              /javascript:|evil\.example/i.test(value)),
        ),
    )
    .map((element) => element.outerHTML.slice(0, 200));
}
