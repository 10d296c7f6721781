/** The nonce that our CSP lets styles in by; Ant Design writes its styles at run time. Absent while developing. */
export const styleNonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;

/**
 * Gives the nonce to every style element that is made from now on. Ant Design passes it on to its own styles, but not
 * to those that lock the scrolling behind a drawer or measure scrollbars (`updateCSS` of @rc-component/util).
 */
export function giveStylesTheirNonce(): void {
  if (styleNonce === undefined) return;
  const nonce = styleNonce;
  const create: unknown = Reflect.get(document, 'createElement');
  if (typeof create !== 'function') return;
  Reflect.set(document, 'createElement', (...args: unknown[]): unknown => {
    const element: unknown = Reflect.apply(create, document, args);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  });
}
