/** Tables of domains/elsewhere. Times are milliseconds UTC; booleans are 0/1. */
export interface ElsewhereTables {
  name_list: NameListRow;
  name_list_file: NameListFileRow;
}

/** A list of names that is read: from a URL, or whatever is put into a folder. */
export interface NameListRow {
  tenant_id: string;
  /** Its source id. */
  list_id: string;
  label: string;
  url: string | null;
  folder: string | null;
  /** `registrations` or `whole`. */
  kind: string;
  every_ms: number;
  read_only: number;
  added_at: number;
  checked_at: number | null;
  faults: number;
  /** What the URL calls the copy that was read last. */
  tag: string | null;
  /** Of the copy that was read last. */
  names: number;
  added: number;
  removed: number;
  found: number;
}

/** A file of a folder that has been read. */
export interface NameListFileRow {
  tenant_id: string;
  list_id: string;
  file: string;
  tag: string;
  read_at: number;
}
