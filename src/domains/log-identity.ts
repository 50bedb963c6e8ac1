import { hash } from 'node:crypto';

/**
 * The source id of a certificate log: of its key, because a log is its key (RFC 6962 §3.2) whatever its address. The same log
 * under another monitoring URL keeps its position.
 * @param publicKey base64 of the SubjectPublicKeyInfo
 */
export function certificateLogId(publicKey: string): string {
  return `ct-log:${hash('sha256', Buffer.from(publicKey, 'base64')).slice(0, 16)}`;
}
