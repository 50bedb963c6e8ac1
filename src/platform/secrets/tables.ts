export interface SecretTables {
  sealed_secret: {
    tenant_id: string;
    row_id: string;
    field: string;
    /** First 16 hex digits of the SHA-256 of the key: says which key opens it. */
    key_id: string;
    /** base64 of nonce (12 bytes), ciphertext and tag (16 bytes). */
    envelope: string;
    changed_at: number;
  };
}
