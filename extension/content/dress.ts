/** Style sheets made here are not the page's, so its policy has no say. Not every Firefox lets scripts of extensions share them. */
export function dress(root: ShadowRoot, style: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(Object.assign(document.createElement('style'), { textContent: style }));
  }
}
