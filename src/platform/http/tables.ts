/** Answers to writes that carried an Idempotency-Key, for a day. */
export interface HttpTables {
  http_reply: {
    tenant_id: string;
    /** Account, session or token: a key means nothing to anybody else. */
    actor_id: string;
    idempotency_key: string;
    /** SHA-256 of method, path, query and body. */
    fingerprint: string;
    /** Which run of the program began it: what a run left unfinished, no other can settle. */
    run_id: string;
    state: 'running' | 'kept' | 'secret';
    /** The reply as JSON text; empty while running and where the reply held a secret. */
    body: string;
    created_at: number;
  };
}
