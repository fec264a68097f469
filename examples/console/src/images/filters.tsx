import { useEffect, useState } from 'react';
import { goTo, listAt } from '../place';
import { useSession } from '../session/session';
import { ARCHITECTURES, OS_FAMILIES, STATES, TYPES } from '../words';
import { FILTERS, withFilter, type Filter } from './search';

/** The filters of the list. Each is kept in the page's address, so that a link shows the same list to somebody else. */
export function Filters({ search }: { search: URLSearchParams }) {
  const { regions } = useSession();
  const set = (name: Filter, value: string) => goTo(listAt(withFilter(search, name, value)));
  const choice = (name: Filter, label: string, none: string, words: Record<string, string>) => (
    <label>
      {label}
      <select value={search.get(name) ?? ''} onChange={(event) => set(name, event.target.value)}>
        <option value="">{none}</option>
        {Object.entries(words).map(([value, word]) => (
          <option key={value} value={value}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
  const inRegions = regions.map(
    ({ id, name, state }) => [id, state === 'AVAILABLE' ? name : `${name}, closed`] as const,
  );
  return (
    <form className="filters" role="search" aria-label="Images" onSubmit={(event) => event.preventDefault()}>
      {choice('region', 'Region', 'All regions', Object.fromEntries(inRegions))}
      {choice('type', 'Type', 'Any type', TYPES)}
      {choice('os', 'System', 'Any system', OS_FAMILIES)}
      {choice('architecture', 'Architecture', 'Any', ARCHITECTURES)}
      {choice('state', 'State', 'Any state', STATES)}
      <TextFilter
        label="Platform"
        hint="Ubuntu"
        value={search.get('platform') ?? ''}
        set={(text) => set('platform', text)}
      />
      <TextFilter label="Name contains" hint="" value={search.get('name') ?? ''} set={(text) => set('name', text)} />
      {FILTERS.some((name) => search.has(name)) && (
        <a className="clear" href={listAt('')}>
          Clear all
        </a>
      )}
    </form>
  );
}

const PAUSE_MS = 350;

/** A text that narrows the list once the typing pauses. */
function TextFilter(props: { label: string; hint: string; value: string; set: (text: string) => void }) {
  const { label, hint, value, set } = props;
  const [text, setText] = useState(value);
  const [shown, setShown] = useState(value);
  // The address has changed by another way: a link, or “back”.
  if (shown !== value) {
    setShown(value);
    setText(value);
  }
  useEffect(() => {
    if (text.trim() === value) return;
    const pause = setTimeout(() => set(text.trim()), PAUSE_MS);
    return () => clearTimeout(pause);
  });
  return (
    <label>
      {label}
      <input
        type="search"
        maxLength={60}
        placeholder={hint}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </label>
  );
}
