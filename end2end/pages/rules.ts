// The settings of rules for records.
import { expect, type Locator } from "@playwright/test";
import type { Book } from "./book.ts";

interface Condition {
  field: string;
  operator: string;
  choice?: string;
}

/** What a field is like at each value of another one. */
export interface Table {
  line(value: string): Locator;
}

export class Rules {
  private readonly book: Book;

  constructor(book: Book) {
    this.book = book;
  }

  async open(objects: string): Promise<void> {
    await this.book.open("/settings#rules-for-records");
    await this.book.page.locator("#rules-object").selectOption({ label: objects });
  }

  get validation(): Locator {
    return this.book.page.locator('[data-setting="validation"]');
  }

  get dependencies(): Locator {
    return this.book.page.locator('[data-setting="dependencies"]');
  }

  /** The window that is open, the topmost one. */
  get window(): Locator {
    return this.book.page.getByRole("dialog").last();
  }

  async leave(): Promise<void> {
    await this.book.page.keyboard.press("Escape");
    await expect(this.book.page.getByRole("dialog")).toHaveCount(0);
  }

  /** Writes a rule: what is said where all of these conditions are met. */
  async ask(says: string, bengali: string, conditions: Condition[]): Promise<void> {
    const page = this.book.page;
    await page.getByRole("button", { name: "Add a rule" }).click();
    await page.locator("#rule-says").fill(says);
    await page.locator("#rule-says-bn").fill(bengali);
    for (const { field, operator, choice } of conditions) {
      await page.locator(".rule-when").getByRole("button", { name: "Add a condition" }).click();
      await page.locator("#filter-field").selectOption({ label: field });
      await page.locator("#filter-operator").selectOption({ label: operator });
      if (choice) {
        await page.locator("#filter-value").focus();
        await page.locator("#filter-value").selectOption({ label: choice });
      }
      await page.getByRole("button", { name: "Apply" }).click();
      await expect(page.locator("#filter-field")).toHaveCount(0);
    }
    await this.save();
  }

  /** Opens the window in which a field is let depend on another. */
  async begin(deciding: string, target: string): Promise<Table> {
    await this.book.page.getByRole("button", { name: "Let a field depend on another" }).click();
    await this.window.locator("#depend-deciding").selectOption({ label: deciding });
    await this.window.locator("#depend-target").selectOption({ label: target });
    return { line: (value) => this.window.locator(".depend-line").filter({ has: this.book.page.getByText(value, { exact: true }) }) };
  }

  async depend(deciding: string, target: string, fill: (table: Table) => Promise<void>): Promise<void> {
    await fill(await this.begin(deciding, target));
    await this.save();
    await expect(this.dependencies).toContainText(`${target} by ${deciding}`);
  }

  private async save(): Promise<void> {
    await this.window.getByRole("button", { name: "Save" }).click();
    await expect(this.book.page.getByRole("dialog")).toHaveCount(0);
  }
}
