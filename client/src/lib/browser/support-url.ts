/**
 * Where this installation says that help is found (`SUPPORT_URL`): it stands in the page, and so is known also while
 * the server is away. Undefined where it names nowhere.
 */
export const supportUrl = document.querySelector<HTMLMetaElement>('meta[name="support"]')?.content;
