const paths = {
  check: 'M3.5 8.5l3 3 6-7',
  warning: 'M8 2.5l6.2 11H1.8zM8 6.7v3M8 11.6v.1',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2l7.5 4.8L5 12.8z',
  theme: 'M8 2.5a5.5 5.5 0 0 1 0 11a5.5 5.5 0 0 1 0-11zM8 2.5a5.5 5.5 0 0 1 0 11z',
} as const;

/** A line drawing of 16 px, for eyes only: the words beside it, or the button's label, say the same. */
export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class={`icon icon-${name}`} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
