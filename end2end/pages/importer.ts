// The import: choose a file, look at what becomes of it, run it, read the counts.
import { expect } from "@playwright/test";
import type { Book } from "./book.ts";

type Count = "created" | "updated" | "skipped" | "rejected" | "linked" | "rows";

export class Importer {
  private readonly book: Book;

  constructor(book: Book) {
    this.book = book;
  }

  /** Opens the import with a file; `content` is text or a path of a file that is there. */
  async load(name: string, content: string | { path: string }, object: string): Promise<void> {
    const page = this.book.page;
    await this.book.open("/import");
    const input = page.locator("input[type=file]");
    if (typeof content === "string") {
      await input.setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(content) });
    } else {
      await input.setInputFiles(content.path);
    }
    // Choosing what was proposed already would throw the proposed columns away.
    const becomes = page.locator("#import-object");
    if ((await becomes.inputValue()) !== object) await becomes.selectOption(object);
  }

  async run(timeout = 60_000): Promise<void> {
    await this.book.page.locator("[data-import=run]").click();
    await expect(this.book.page.locator("[data-stage]")).toHaveAttribute("data-stage", "done", { timeout });
  }

  async count(name: Count): Promise<number> {
    const text = await this.book.page.locator(`[data-count="${name}"] dd`).innerText();
    return Number(text.replace(/\D/g, ""));
  }
}
