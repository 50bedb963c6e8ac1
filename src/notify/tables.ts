export interface NotifyTables {
  channel: {
    tenant_id: string;
    id: string;
    kind: 'webhook' | 'smtp';
    label: string;
    /** JSON without secrets: those are sealed apart. */
    settings: string;
    min_severity: string;
    created_at: number;
  };
  /** How each channel fares, those of breakwater.yaml too. */
  channel_health: {
    tenant_id: string;
    channel_id: string;
    last_delivered_at: number | null;
    /** JSON {code, message, remedy, at}, or null after a delivery. */
    last_error: string | null;
  };
}
