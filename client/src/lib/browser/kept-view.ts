/** Where the view of this tab is kept (view.ts): apart from it, as what runs before the app goes without zod. */
export const viewKey = 'meterstone.view';

/** The view as it is kept. Browsers that refuse storage have none. */
export function keptView(): string | null {
  try {
    return sessionStorage.getItem(viewKey);
  } catch {
    return null;
  }
}
