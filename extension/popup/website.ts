/** The websites of an item, one by one, as they were typed. */
export function websites(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** The address that a website is opened at; nothing if it is none, or if it hides where it leads. */
export function addressOf(website: string): URL | undefined {
  const bare = /^[\p{L}\p{N}.-]+(:\d+)?([/?#].*)?$/u.test(website);
  const url = URL.parse(/^https?:\/\//i.test(website) ? website : bare ? `https://${website}` : '');
  if (!url || url.username || url.password) return undefined;
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined;
}
