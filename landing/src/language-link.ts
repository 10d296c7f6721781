/** The other language shows the same: what was chosen, and the part of the page that was asked for. */
export function keepPlaceInOtherLanguage(): void {
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[hreflang]')) {
    const lead = () => {
      link.search = location.search;
      link.hash = location.hash;
    };
    link.addEventListener('click', lead);
    // The middle button opens a tab.
    link.addEventListener('auxclick', lead);
  }
}
