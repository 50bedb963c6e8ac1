/**
 * The session cookie. On https `__Host-` makes the browser insist on Secure, Path=/ and no Domain, so that no sibling host can
 * plant one. On http (this machine only) the port is in the name: cookies are shared between ports, and two Breakwaters on one
 * machine must not sign each other out.
 */
export interface SessionCookie {
  /** The token in a request's cookies; null when there is none, or more than one of the name. */
  read(headers: Headers): string | null;
  /** The Set-Cookie value. SameSite=Strict breaks nothing: pages carry no data, and their own calls are same-site. */
  set(token: string, maxAgeMs: number): string;
  clear(): string;
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** @param origin the console's own, e.g. `http://localhost:4480` */
export function sessionCookie(origin: () => string): SessionCookie {
  const name = (): string => {
    const url = new URL(origin());
    return url.protocol === 'https:' ? '__Host-breakwater' : `breakwater-${url.port || '80'}`;
  };
  const attributes = (): string =>
    `Path=/; HttpOnly; SameSite=Strict${new URL(origin()).protocol === 'https:' ? '; Secure' : ''}`;
  return {
    read(headers) {
      const wanted = name();
      const found = (headers.get('cookie') ?? '')
        .split(';')
        .map((pair) => pair.trim())
        .filter((pair) => pair.startsWith(`${wanted}=`))
        .map((pair) => pair.slice(wanted.length + 1));
      const [token] = found;
      return found.length === 1 && token !== undefined && TOKEN.test(token) ? token : null;
    },
    set: (token, maxAgeMs) => `${name()}=${token}; ${attributes()}; Max-Age=${Math.floor(maxAgeMs / 1000)}`,
    clear: () => `${name()}=; ${attributes()}; Max-Age=0`,
  };
}
