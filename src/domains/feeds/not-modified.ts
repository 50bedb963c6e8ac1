/**
 * Whether a reader has the current version (RFC 9110 §13.2.2): If-None-Match, by weak comparison, goes before If-Modified-Since.
 * @param changedAtMs when the version was made, in whole seconds and no two versions in the same one (the zone's serial is)
 */
export function notModified(headers: Headers, etag: string, changedAtMs: number): boolean {
  const tags = headers.get('if-none-match');
  if (tags !== null) {
    return tags.split(',').some((tag) => {
      const one = tag.trim();
      return one === '*' || one === etag || one === `W/${etag}`;
    });
  }
  const since = headers.get('if-modified-since');
  if (since === null) return false;
  const sinceMs = Date.parse(since);
  return Number.isFinite(sinceMs) && changedAtMs <= sinceMs;
}
