/** Tables of the reports room. Times are milliseconds UTC; JSON is text; booleans are 0/1. */
export interface ReportTables {
  report: ReportRow;
  report_lead: ReportLeadRow;
}

export interface ReportRow {
  tenant_id: string;
  report_id: string;
  reporter: string;
  text: string;
  link: string | null;
  /** JSON list of hosts. */
  links: string;
  sender: string | null;
  entered: number;
  message_at: number | null;
  received_at: number;
  verdict: string;
  via: string;
  /** Hash of reporter, text and link: the same again within minutes is the same report. */
  same_hash: string;
  /** The finding that leads to the report's incident; null where there was nothing to tell. */
  finding_id: string | null;
}

/** What a report leads to: a registrable domain, or an address. For counting who named it. */
export interface ReportLeadRow {
  tenant_id: string;
  value: string;
  report_id: string;
  reporter: string;
  received_at: number;
}
