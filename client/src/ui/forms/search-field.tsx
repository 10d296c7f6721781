import { SearchOutlined } from '@ant-design/icons';
import { Input } from 'antd';
import { useEffect, useRef, useState } from 'react';

interface SearchFieldProps {
  /** What is searched for now, as the URL has it. */
  value: string;
  /** Says what can be found by. */
  label: string;
  onSearch: (text: string) => void;
}

/** Long enough for the next letter, short enough to seem immediate. */
const pauseMs = 250;
/** The API takes no more. */
const longest = 200;

/** Searches as one types, once the typing pauses. */
export function SearchField({ value, label, onSearch }: SearchFieldProps) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const search = useRef(onSearch);
  useEffect(() => {
    search.current = onSearch;
  });
  useEffect(() => {
    // Changed by somebody else, as by the browser's back button; what is being typed is not touched.
    if (value !== told.current) setText(value);
    told.current = value;
  }, [value]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === told.current) return;
    const timer = setTimeout(() => {
      told.current = wanted;
      search.current(wanted);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <Input
      type="search"
      allowClear
      prefix={<SearchOutlined aria-hidden />}
      aria-label={label}
      placeholder={label}
      maxLength={longest}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
