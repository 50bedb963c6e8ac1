/** What changed, for consoles that listen or come back. Kept for a day or 10,000 events. */
export interface LiveTables {
  live_event: { tenant_id: string; seq: number; kind: string; id: string; at: number };
}
