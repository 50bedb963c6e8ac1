/**
 * Whether what is sent to this URL crosses a network unencrypted: plain http to another machine than this one.
 * @param url an absolute http or https URL, as already validated
 */
export function crossesInClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  // URL has already brought 127.1, 0x7f000001 and the like to the one form.
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/u.test(hostname);
  return protocol === 'http:' && !isLoopback;
}
