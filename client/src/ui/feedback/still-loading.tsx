/** Stands for what may turn out to be nothing, while that is not known: what is below waits for it (page/base.css). */
export function StillLoading() {
  return <span hidden data-loading />;
}
