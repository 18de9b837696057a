// The window that shows a record as it was.
import { expect, type Locator, type Page } from "@playwright/test";
import { RecordPage } from "./record.ts";

export class Past {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get window(): Locator {
    return this.page.locator('dialog[open] [data-window="past"]');
  }

  get moment(): Locator {
    return this.window.locator("#past-moment");
  }

  row(field: string): Locator {
    return this.window.locator(`.past-row[data-past="${field}"]`);
  }

  same(field: string): Locator {
    return this.row(field).filter({ hasNot: this.page.getByRole("checkbox") });
  }

  tick(field: string): Locator {
    return this.row(field).getByRole("checkbox");
  }

  /** Opens it at the state before the first change that took this value away, or put that one in its place. */
  async before(value: string, after = ""): Promise<void> {
    const side = (name: string, text: string) => ({ has: this.page.locator(`.timeline-${name}`, { hasText: text }) });
    const change = this.page.locator(".timeline-item", side("before", value)).filter(side("after", after));
    await change.last().getByRole("button", { name: /How it was before/ }).click();
    await expect(this.window).toBeVisible();
  }

  /** Opens it from the menu of the record, at a moment. */
  async ofMoment(local: string): Promise<void> {
    await new RecordPage(this.page).menu();
    await this.page.getByRole("menuitem", { name: "As it was earlier" }).click();
    await this.moment.fill(local);
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
