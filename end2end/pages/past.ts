// The window that shows a record as it was.
import { expect, type Locator, type Page } from "@playwright/test";

export class Past {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get window(): Locator {
    return this.page.locator('dialog[open] [data-window="past"]');
  }

  row(field: string): Locator {
    return this.window.locator(`.past-row[data-past="${field}"]`);
  }

  same(field: string): Locator {
    return this.window.locator(`.past-same [data-past="${field}"]`);
  }

  tick(field: string): Locator {
    return this.row(field).getByRole("checkbox");
  }

  /** Opens it at the moment before the first change that took this value away. */
  async before(value: string): Promise<void> {
    const change = this.page.locator(".timeline-item", { has: this.page.locator(".timeline-before", { hasText: value }) });
    await change.last().getByRole("button", { name: /How it was before/ }).click();
    await expect(this.window).toBeVisible();
  }

  /** Opens it from the menu of the record, at a moment. */
  async ofMoment(local: string): Promise<void> {
    await this.page.locator(".record-actions .menu-button, .record-actions [aria-haspopup=menu]").last().click();
    await this.page.getByRole("menuitem", { name: "As it was earlier" }).click();
    await this.window.locator("#past-moment").fill(local);
  }

  async all(): Promise<void> {
    await this.window.getByRole("button", { name: "Tick all" }).click();
  }

  async putBack(label: string): Promise<void> {
    await this.window.getByRole("button", { name: label, exact: true }).click();
    await expect(this.window).toHaveCount(0);
  }

  async close(): Promise<void> {
    await this.page.keyboard.press("Escape");
    await expect(this.window).toHaveCount(0);
  }
}
