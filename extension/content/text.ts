/** Texts of a page, cut short wherever they come from. */

const MOST_TEXT = 100;
/** Text nodes that are looked at for one text; a label can hold the whole page. */
const MOST_NODES = 40;

/** Short, on one line. */
export function cut(text: string, most = MOST_TEXT): string {
  return text.slice(0, 4 * most).replace(/\s+/g, ' ').trim().slice(0, most);
}

/** Several texts as one. */
export function joined(texts: Iterable<string>, most = MOST_TEXT): string {
  return cut([...texts].filter(Boolean).join(' '), most);
}

/** What stands in an element, without programs and styles. */
export function textIn(node: Node | null, most = MOST_TEXT): string {
  if (!node) return '';
  if (node instanceof Text) return cut(node.data, most);
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  let text = '';
  for (let left = MOST_NODES; left > 0 && text.length < 2 * most && walker.nextNode(); left--) {
    const { data, parentElement } = walker.currentNode as Text;
    if (!parentElement?.matches('script, style, option, noscript, template, textarea')) text += `${data} `;
  }
  return cut(text, most);
}
