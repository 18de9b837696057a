// The settings of forms and pages.
import { expect, type Locator } from "@playwright/test";
import type { Book } from "./book.ts";

interface Said {
  section?: string;
  required?: boolean;
  quick?: boolean;
  unique?: boolean;
  /** Of a text or a choice: what a new record begins with. */
  usual?: string;
}

export class Forms {
  private readonly book: Book;

  constructor(book: Book) {
    this.book = book;
  }

  async open(objects: string): Promise<void> {
    await this.book.open("/settings#forms");
    await this.book.page.locator("#forms-object").selectOption({ label: objects });
  }

  /** A section by its place; the first has no heading. */
  section(at: number): Locator {
    return this.book.page.locator(".forms-section").nth(at);
  }

  field(name: string): Locator {
    return this.book.page.locator(".forms-section .fields-row").filter({ has: this.book.page.getByText(name, { exact: true }) });
  }

  private get window(): Locator {
    return this.book.page.getByRole("dialog");
  }

  async addSection(name: string, bengali: string): Promise<void> {
    await this.book.page.getByRole("button", { name: "Add a section" }).click();
    await this.window.locator("#section-name").fill(name);
    await this.window.locator("#section-name-bn").fill(bengali);
    await this.save();
    await expect(this.book.page.locator(".forms-name").filter({ hasText: name })).toBeVisible();
  }

  async change(field: string): Promise<void> {
    await this.book.page.getByRole("button", { name: `Change ${field}`, exact: true }).click();
    await expect(this.window.getByRole("heading")).toHaveText(`Change ${field}`);
  }

  async say(field: string, said: Said): Promise<void> {
    await this.change(field);
    if (said.section) await this.window.locator("#field-section").selectOption({ label: said.section });
    if (said.required) await this.window.getByRole("checkbox", { name: /^Must be filled/ }).check();
    if (said.quick) await this.window.getByRole("checkbox", { name: /^In the short form/ }).check();
    if (said.unique) await this.window.getByRole("checkbox", { name: /^No two alike/ }).check();
    if (said.usual) {
      const choice = this.window.locator("fieldset select");
      if (await choice.count()) await choice.selectOption({ label: said.usual });
      else await this.window.locator("fieldset input").first().fill(said.usual);
    }
    await this.save();
  }

  private async save(): Promise<void> {
    await this.window.getByRole("button", { name: "Save" }).click();
    await expect(this.window).toHaveCount(0);
  }
}
