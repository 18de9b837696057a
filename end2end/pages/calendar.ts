// The calendar as a person handles it.
import { expect, type Locator } from "@playwright/test";
import type { Book } from "./book.ts";

const DAY_MS = 86_400_000;

export class CalendarPage {
  readonly book: Book;

  constructor(book: Book) {
    this.book = book;
  }

  /** Days since 1970 by the clock of Dhaka, which the tests run in. */
  static today(): number {
    return Math.floor((Date.now() + 6 * 3_600_000) / DAY_MS);
  }

  static iso(day: number): string {
    return new Date(day * DAY_MS).toISOString().slice(0, 10);
  }

  async open(look: "agenda" | "week" | "month", day = CalendarPage.today()): Promise<void> {
    await this.book.open(`/calendar?look=${look}&day=${CalendarPage.iso(day)}`);
    await expect(this.root).toBeVisible();
  }

  get root(): Locator {
    return this.book.page.locator(".calendar");
  }

  /** What stands on a day; of a week the hours, or what stands above them. */
  day(day: number, part: "all" | "hours" | "above" = "all"): Locator {
    const hours = { all: "", hours: "[data-hours]", above: ":not([data-hours])" }[part];
    return this.root.locator(`[data-day="${day}"]${hours}`);
  }

  entry(title: string, within: Locator = this.root): Locator {
    return within.locator("[data-event]").filter({ hasText: title });
  }

  async on(title: string, day: number, part: "all" | "hours" | "above" = "all"): Promise<void> {
    await expect(this.entry(title, this.day(day, part))).toBeVisible();
    await expect(this.entry(title)).toHaveCount(1);
  }

  async drag(title: string, to: Locator, at?: { x: number; y: number }): Promise<void> {
    const from = await this.entry(title).boundingBox();
    const there = await to.boundingBox();
    if (!from || !there) throw new Error("not in view");
    const { mouse } = this.book.page;
    const [x, y] = [from.x + Math.min(40, from.width / 2), from.y + Math.min(12, from.height / 2)];
    const [left, top] = at ? [at.x, at.y] : [there.width / 2, there.height / 2];
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x + 8, y + 8, { steps: 2 });
    await mouse.move(there.x + left, there.y + top, { steps: 6 });
    await mouse.up();
  }

  get toast(): Locator {
    return this.book.page.locator(".toast").last();
  }

  async undo(): Promise<void> {
    await this.toast.locator(".toast-undo").click();
  }
}
