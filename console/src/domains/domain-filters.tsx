import { Search, X } from 'lucide-react';
import { useDeferredValue, useEffect, useState } from 'react';
import { DOMAIN_STATES, SEEN_IN } from '../../../src/domains/life/api.ts';
import { Button } from '../kit/button.tsx';
import { TextField } from '../kit/field.tsx';
import { SelectField } from '../kit/select.tsx';
import type { DomainsSearch } from '../search.ts';
import { SEEN_NAMES, STATE_NAMES } from './domain-names.ts';
import { classWords } from './verdict-words.ts';

const ANY = 'any';

const DECISIONS = [
  { value: ANY, label: 'Any decision' },
  { value: 'none', label: 'Undecided' },
  { value: 'hostile', label: 'Hostile' },
  { value: 'benign', label: 'Benign' },
  { value: 'ours', label: 'Ours' },
] as const;

const TIMES = [
  { value: ANY, label: 'Any time' },
  { value: '1d', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
] as const;

const SORTS = [
  { value: 'first-seen', label: 'First seen' },
  { value: 'last-seen', label: 'Last seen' },
  { value: 'score', label: 'Score' },
  { value: 'name', label: 'Name' },
] as const;

export interface DomainFiltersProps {
  search: DomainsSearch;
  brands: readonly string[];
  classes: readonly string[];
  onChange: (change: Partial<DomainsSearch>) => void;
}

/** What narrows and sorts the list; every choice stands in the address bar. */
export function DomainFilters({ search, brands, classes, onChange }: DomainFiltersProps) {
  const [text, setText] = useState(search.q ?? '');
  const query = useDeferredValue(text.trim());
  useEffect(() => {
    if ((search.q ?? '') !== query) onChange({ q: query === '' ? undefined : query });
    // Only what is typed goes to the address from here.
  }, [query]);
  const isFiltered = ['brand', 'class', 'decision', 'state', 'seen', 'time', 'q'].some(
    (key) => search[key as keyof DomainsSearch] !== undefined,
  );
  const orderName = (search.order ?? 'desc') === 'desc' ? 'descending' : 'ascending';
  return (
    <div className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap">
      <TextField
        label="Search look-alikes"
        labelHidden
        type="search"
        placeholder="Part of a name"
        icon={<Search size={14} />}
        value={text}
        maxLength={200}
        autoCapitalize="none"
        onChange={(event) => setText(event.target.value)}
        className="min-w-32 flex-1 max-sm:col-span-2 sm:max-w-64"
      />
      <Choice
        label="Decision"
        value={search.decision}
        options={DECISIONS}
        onChange={(decision) => onChange({ decision })}
      />
      <Choice
        label="Where it stands"
        value={search.state}
        options={[
          { value: ANY, label: 'Any state' },
          ...DOMAIN_STATES.map((value) => ({ value, label: STATE_NAMES[value] })),
        ]}
        onChange={(state) => onChange({ state })}
      />
      <Choice
        label="Brand"
        value={search.brand}
        options={[{ value: ANY, label: 'Any brand' }, ...withChosen(brands, search.brand)]}
        onChange={(brand) => onChange({ brand })}
      />
      <Choice
        label="Class"
        value={search.class}
        options={[
          { value: ANY, label: 'Any class' },
          ...withChosen(classes, search.class).map(({ value }) => ({ value, label: classWords(value) })),
        ]}
        onChange={(value) => onChange({ class: value })}
      />
      <Choice
        label="Seen in"
        value={search.seen}
        options={[{ value: ANY, label: 'Anywhere' }, ...SEEN_IN.map((value) => ({ value, label: SEEN_NAMES[value] }))]}
        onChange={(seen) => onChange({ seen })}
      />
      <Choice label="First seen" value={search.time} options={TIMES} onChange={(time) => onChange({ time })} />
      <span className="flex items-center gap-1">
        <SelectField
          label="Sorted by"
          labelHidden
          className="flex-1 sm:w-28 sm:flex-none"
          value={search.sort ?? 'first-seen'}
          options={SORTS}
          onChange={(sort) => onChange({ sort })}
        />
        <Button
          look="quiet"
          aria-label={`Order: ${orderName}`}
          title={`Order: ${orderName}`}
          onClick={() => onChange({ order: (search.order ?? 'desc') === 'desc' ? 'asc' : 'desc' })}
        >
          {(search.order ?? 'desc') === 'desc' ? '↓' : '↑'}
        </Button>
      </span>
      {isFiltered && (
        <Button
          look="quiet"
          icon={<X size={14} />}
          onClick={() => {
            setText('');
            onChange(NO_FILTER);
          }}
        >
          Clear
        </Button>
      )}
    </div>
  );
}

/** Every filter open. */
export const NO_FILTER: Partial<DomainsSearch> = {
  brand: undefined,
  class: undefined,
  decision: undefined,
  state: undefined,
  seen: undefined,
  time: undefined,
  q: undefined,
};

function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: T | undefined;
  options: readonly { value: T | typeof ANY; label: string }[];
  onChange: (value: T | undefined) => void;
}) {
  return (
    <SelectField<T | typeof ANY>
      label={label}
      labelHidden
      className="w-full sm:w-31"
      value={value ?? ANY}
      options={options}
      onChange={(next) => onChange(next === ANY ? undefined : next)}
    />
  );
}

function withChosen(values: readonly string[], chosen: string | undefined): { value: string; label: string }[] {
  const all = chosen === undefined || values.includes(chosen) ? values : [...values, chosen];
  return all.map((value) => ({ value, label: value }));
}
