export interface RehearsalTables {
  rehearsal: {
    tenant_id: string;
    scenario: string;
    factor: number;
    state: 'preparing' | 'running' | 'finished' | 'stopped' | 'failed';
    started_at: number;
    lure_at: number | null;
    ends_at: number | null;
    /** The rehearsal's clock when it was last written: what is shown after a restart. */
    clock_at: number | null;
    error: string | null;
    /** What was played, as JSON of TruthStep[]. */
    truth: string;
  };
}
