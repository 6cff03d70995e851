const slack = 24; // pixels from the end that still count as being there

/** Keeps a scrolling list at its end, however its layout changes, until the user scrolls up. */
export class Pin {
  private readonly list: HTMLElement;
  private readonly sizes = new ResizeObserver(() => this.follow());
  private pinned = true;
  private room = 0; // pixels to scroll over, when last looked at

  constructor(list: HTMLElement) {
    this.list = list;
    this.sizes.observe(list);
    list.addEventListener('scroll', () => this.scrolled());
  }

  /** Watches an item: it grows when it is wrapped anew or a font loads. */
  watch(item: HTMLElement): void {
    this.sizes.observe(item);
  }

  forget(item: HTMLElement): void {
    this.sizes.unobserve(item);
  }

  /** Goes to the end, wherever the user has scrolled to. */
  toEnd(): void {
    this.pinned = true;
    this.follow();
  }

  /** To be called when something was added. */
  follow(): void {
    this.room = this.list.scrollHeight - this.list.clientHeight;
    if (this.pinned) this.list.scrollTop = this.room + 1; // heights are rounded
  }

  // A change of layout scrolls, too: that was not the user.
  private scrolled(): void {
    const { scrollHeight, clientHeight, scrollTop } = this.list;
    if (scrollHeight - clientHeight === this.room) this.pinned = this.room - scrollTop < slack;
  }
}
