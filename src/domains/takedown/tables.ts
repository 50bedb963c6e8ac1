/** Tables of takedown packs. */
export interface TakedownTables {
  takedown_reporter: TakedownReporterRow;
}

/** Who asks for takedowns, one per data space. */
export interface TakedownReporterRow {
  tenant_id: string;
  organisation: string;
  name: string;
  email: string;
}
