/**
 * Puts a text on the clipboard. Browsers offer their clipboard to secure pages only; plain http beyond localhost falls
 * back to the old way, a selection that is copied.
 */
export async function copyText(text: string): Promise<void> {
  if ('clipboard' in navigator) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else works there
  document.execCommand('copy');
  field.remove();
}
