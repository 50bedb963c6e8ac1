/** What a user agent string comes down to. Families only: versions change with every update and are no identity. */
export interface UserAgentFamilies {
  uaFamily: string | null;
  osFamily: string | null;
}

/** First match wins: products that claim to be others come before what they claim to be. */
const AGENTS: readonly (readonly [needle: string, family: string])[] = [
  ['okta-integrations', 'okta-integrations'],
  ['oktaverify', 'okta-verify'],
  ['okta verify', 'okta-verify'],
  ['okta-sdk', 'okta-sdk'],
  ['python-requests', 'python-requests'],
  ['aiohttp', 'python-aiohttp'],
  ['go-http-client', 'go-http-client'],
  ['curl/', 'curl'],
  ['axios/', 'axios'],
  ['okhttp', 'okhttp'],
  ['headlesschrome', 'headless-chrome'],
  ['electron/', 'electron'],
  ['edg/', 'edge'],
  ['edga/', 'edge'],
  ['edgios/', 'edge'],
  ['opr/', 'opera'],
  ['samsungbrowser/', 'samsung-internet'],
  ['fxios/', 'firefox'],
  ['firefox/', 'firefox'],
  ['crios/', 'chrome'],
  ['chrome/', 'chrome'],
  ['safari/', 'safari'],
  ['mozilla/', 'other-browser'],
];

/** ChromeOS says X11, iPads may say Macintosh, Android says Linux: order matters here too. */
const SYSTEMS: readonly (readonly [needle: string, family: string])[] = [
  ['windows', 'windows'],
  ['android', 'android'],
  ['iphone', 'ios'],
  ['ipad', 'ios'],
  ['ios ', 'ios'],
  ['cros ', 'chromeos'],
  ['chromeos', 'chromeos'],
  ['mac os', 'macos'],
  ['macos', 'macos'],
  ['macintosh', 'macos'],
  ['osx', 'macos'],
  ['linux', 'linux'],
];

/**
 * Families of browser and system.
 * @param rawUserAgent the header as sent (at most 2,048 characters are read)
 * @param osHint what the vendor already read from it, used where the header tells nothing
 * @param browserHint the same for the browser
 */
export function userAgentFamilies(
  rawUserAgent: string | null,
  osHint: string | null,
  browserHint: string | null,
): UserAgentFamilies {
  const raw = (rawUserAgent ?? '').slice(0, 2_048).toLowerCase();
  return {
    uaFamily: firstMatch(raw, AGENTS) ?? (browserHint === null ? null : browserHint.slice(0, 64).toLowerCase()),
    osFamily:
      firstMatch(raw, SYSTEMS) ??
      firstMatch((osHint ?? '').slice(0, 64).toLowerCase(), SYSTEMS) ??
      (osHint?.toLowerCase() === 'ios' ? 'ios' : null),
  };
}

function firstMatch(text: string, table: readonly (readonly [string, string])[]): string | null {
  for (const [needle, family] of table) if (text.includes(needle)) return family;
  return null;
}
