export interface OutboxTables {
  outbox: {
    tenant_id: string;
    id: string;
    topic: string;
    key: string;
    /** JSON. */
    payload: string;
    state: 'waiting' | 'done' | 'failed';
    attempts: number;
    next_at: number;
    created_at: number;
    settled_at: number | null;
    last_reason: string | null;
  };
}
