/** A list of names that the configuration sets. */
export interface ConfiguredNameList {
  label: string;
  url?: string | undefined;
  folder?: string | undefined;
  /** `registrations`: each copy holds what is new. `whole`: a zone file or a list of everything, compared with the one before. */
  kind: 'registrations' | 'whole';
  everyHours: number;
}
