/** Which rows of the wall are shown together, as a pure function. */

/** Rows of these heights in pages that are no taller than `space`: how many each page has. At least one, however tall. */
export function pagesOf(heights: readonly number[], space: number): number[] {
  const pages: number[] = [];
  let left = 0;
  for (const height of heights) {
    if (pages.length > 0 && height <= left) pages[pages.length - 1] = (pages.at(-1) ?? 0) + 1;
    else {
      pages.push(1);
      left = space;
    }
    left -= height;
  }
  return pages;
}
