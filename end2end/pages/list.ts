// The list of an object: its rows, what is picked in it, and the bar for what is picked.
import { expect, type Locator, type Page } from "@playwright/test";
import type { Book } from "./book.ts";

export class ListPage {
  readonly page: Page;

  constructor(book: Book) {
    this.page = book.page;
  }

  get grid(): Locator {
    return this.page.getByRole("grid");
  }

  /** The row at a place; only those in view and a few around them are in the page. */
  row(place: number): Locator {
    return this.page.locator(`.table-row[aria-rowindex="${place + 2}"]`);
  }

  tick(place: number): Locator {
    return this.row(place).locator(".row-tick");
  }

  /** The headings of the columns. */
  get heads(): Locator {
    return this.page.locator(".table-heads > .cell:not([data-place=tick])");
  }

  head(name: string): Locator {
    return this.heads.filter({ hasText: name });
  }

  get bar(): Locator {
    return this.page.locator(".bulk-bar");
  }

  action(name: string): Locator {
    return this.bar.getByRole("button", { name });
  }

  get toast(): Locator {
    return this.page.locator(".toast").last();
  }

  /** The number after the heading. */
  async total(count: string): Promise<void> {
    await expect(this.page.locator(".top-count")).toHaveText(count, { timeout: 30_000 });
  }

  async picked(count: string): Promise<void> {
    await expect(this.bar.locator(".bulk-told")).toContainText(count, { timeout: 30_000 });
  }

  /** Puts the keys into the list without picking anything. */
  async focus(): Promise<void> {
    await this.grid.focus();
  }

  keys(...keys: string[]): Promise<void> {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve());
  }
}
