/** Whether this document is of an origin, as the background writes it: a host that ends in a dot is the same host. */
export function isFrom(origin: string): boolean {
  return window.origin.replace(/\.(?=(?::\d+)?$)/, '') === origin;
}
