/** Ways in which a value is put differently by a vendor than by the rules written for it. Named, so that pipelines stay data. */
export type MapName =
  | 'zero-success'
  | 'result-success'
  | 'camel-words'
  | 'json-scalar'
  | 'last-part'
  | 'resource-provider'
  | 'log-name'
  | 'google-service';

/** Where a field of a rule is found in a vendor's records. */
export interface Alias {
  path: string;
  /** How the value is translated. */
  map?: MapName;
}

/** A kind of records within one source, such as sign-ins; told by what stands in a record. */
export interface RecordKind {
  name: string;
  /** One of them suffices: the path exists, and holds one of the values where some are given (lower case). */
  signs: readonly { path: readonly string[]; values?: readonly string[] }[];
}

/** Log sources, in Sigma's words, whose rules are about a source. */
export interface SourceLogs {
  product: readonly string[];
  service?: readonly string[];
  category?: readonly string[];
  /** Kinds of records they are about; all where left out. */
  kinds?: readonly string[];
}

/** How rules written for a source find their fields in its records, whatever shape those have. */
export interface Pipeline {
  source: string;
  logs: readonly SourceLogs[];
  /** What rules may put before a field's name, e.g. `gcp.audit.`; the rest is the name. */
  rulePrefixes?: readonly string[];
  /** Where records may keep all fields together, e.g. `properties`. */
  recordPrefixes?: readonly string[];
  kinds?: readonly RecordKind[];
  /** Field as rules spell it (in any case, with or without `_`) → further places of it. */
  aliases: Readonly<Record<string, readonly (string | Alias)[]>>;
  /** The same for the OCSF event. */
  ocsf?: Readonly<Record<string, readonly string[]>>;
}
