// The settings of a team's own fields.
import { expect, type Locator } from "@playwright/test";
import { violations } from "../fixtures/axe.ts";
import type { Book } from "./book.ts";

interface Field {
  name: string;
  bengali?: string;
  kind?: string;
  /** Each with its Bengali name, where it has one. */
  choices?: [string, string?][];
  /** Look at the window with axe under this name. */
  check?: string;
}

export class CustomFields {
  private readonly book: Book;

  constructor(book: Book) {
    this.book = book;
  }

  get names(): Locator {
    return this.book.page.locator(`[data-setting="custom-fields"] .fields-name`);
  }

  async open(objects: string): Promise<void> {
    await this.book.open("/settings#fields");
    await this.choose(objects);
  }

  async choose(objects: string): Promise<void> {
    await this.book.page.locator("#fields-object").selectOption({ label: objects });
  }

  private get window(): Locator {
    return this.book.page.getByRole("dialog");
  }

  async add(field: Field): Promise<void> {
    await this.book.page.getByRole("button", { name: "Add a field" }).click();
    await this.window.locator("#field-name").fill(field.name);
    if (field.bengali) await this.window.locator("#field-name-bn").fill(field.bengali);
    if (field.kind) await this.window.locator("#field-kind").selectOption({ label: field.kind });
    for (const [at, [choice, bengali]] of (field.choices ?? []).entries()) {
      await this.window.getByRole("textbox", { name: `Choice ${at + 1}`, exact: true }).fill(choice);
      if (bengali) await this.window.getByRole("textbox", { name: `Choice ${at + 1} in Bengali`, exact: true }).fill(bengali);
    }
    if (field.check) expect(await violations(this.book.page, field.check)).toEqual([]);
    await this.window.getByRole("button", { name: "Save" }).click();
    await expect(this.window).toHaveCount(0);
    await expect(this.names.filter({ hasText: field.name })).toBeVisible();
  }

  /** What lacks is said, and nothing is added. */
  async tooLittle(): Promise<void> {
    await this.book.page.getByRole("button", { name: "Add a field" }).click();
    await this.window.getByRole("button", { name: "Save" }).click();
    await expect(this.window.getByRole("alert")).toHaveText("Give the field a name.");
    await this.window.locator("#field-name").fill("Colour");
    await this.window.locator("#field-kind").selectOption({ label: "Several choices" });
    await this.window.getByRole("button", { name: "Save" }).click();
    await expect(this.window.getByRole("alert")).toHaveText("Give it at least two choices.");
    await this.book.page.keyboard.press("Escape");
    await expect(this.window).toHaveCount(0);
    await expect(this.names).toHaveCount(1);
  }

  async rename(field: string, from: string, to: string): Promise<void> {
    await this.book.page.getByRole("button", { name: `Change ${field}`, exact: true }).click();
    const choices = this.window.locator(".fields-choice input:not(.fields-bengali)");
    const at = (await choices.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))).indexOf(from);
    await choices.nth(at).fill(to);
    await this.window.getByRole("button", { name: "Save" }).click();
    await expect(this.window).toHaveCount(0);
  }

  /** Gives a field another name. */
  async call(field: string, name: string): Promise<void> {
    await this.book.page.getByRole("button", { name: `Change ${field}`, exact: true }).click();
    await this.window.locator("#field-name").fill(name);
    await this.window.getByRole("button", { name: "Save" }).click();
    await expect(this.window).toHaveCount(0);
  }

  /** The way to a definition that two people changed at once. */
  get split(): Locator {
    return this.book.page.locator(".fields-split");
  }

  /** The key of a field, from the record's page or the settings. */
  async key(name: string): Promise<string> {
    const row = this.book.page.locator('[data-field^="x"]').filter({ hasText: name });
    return (await row.first().getAttribute("data-field")) ?? "";
  }
}
