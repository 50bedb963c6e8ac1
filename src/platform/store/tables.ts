/** Tables of the store itself. */
export interface StoreTables {
  schema_migration: {
    room: string;
    id: string;
    applied_at: number;
    /** Version of Breakwater that applied it. */
    app_version: string;
  };
  tenant_counter: { tenant_id: string; counter: string; value: number };
  /** Facts about this copy of the data: `held`, `last_probe`. */
  store_state: { name: string; value: string; changed_at: number };
}
