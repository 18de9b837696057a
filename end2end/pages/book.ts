// The app as one person sees it: the way in, getting about, and the mark that says where the edits are.
import { expect, type Locator, type Page } from "@playwright/test";
import { RecordPage } from "./record.ts";

const PASSWORD = "new ledger 2026";

export class Book {
  readonly page: Page;
  readonly origin: string;

  constructor(page: Page, origin: string) {
    this.page = page;
    this.origin = origin;
  }

  async open(path: string): Promise<void> {
    await this.page.goto(`${this.origin}${path}`);
  }

  async setUp(token: string, name: string, everyone = true, workspace = "Padma Traders"): Promise<void> {
    await this.open(`/setup#${token}`);
    await this.page.locator("#workspace").fill(workspace);
    // Most specs are about two people with one book; who sees what has specs of its own.
    if (everyone) await this.page.locator("#open").check();
    await this.introduce(name);
  }

  async join(path: string, name: string): Promise<void> {
    await this.open(path);
    await this.introduce(name);
  }

  /** A book without an account, with sample records or without. */
  async tryOut(samples: boolean): Promise<void> {
    await this.open("/");
    await this.page.locator(".account-way").nth(samples ? 0 : 1).click();
    await expect(this.mark).toHaveAttribute("data-state", "local");
    // The day lists the sample's tasks as soon as the sample is stored.
    if (samples) await expect(this.page.locator(".today li").first()).toBeVisible();
  }

  /** The path of a new invitation; only an administrator gets one. */
  async invitation(role: "representative" | "administrator" = "representative"): Promise<string> {
    return this.page.evaluate(async (role) => {
      const answer = await fetch("/api/v1/invite", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ role }),
      });
      if (!answer.ok) throw new Error(await answer.text());
      return (await answer.json()).path;
    }, role);
  }

  private async introduce(name: string): Promise<void> {
    await this.page.locator("#name").fill(name);
    await this.page.locator("#email").fill(`${name.split(" ")[0].toLowerCase()}@example.com`);
    await this.page.locator("#password").fill(PASSWORD);
    await this.page.locator("form button[type=submit]").click();
    await expect(this.mark).toHaveAttribute("data-state", "sent", { timeout: 20_000 });
  }

  /** The mark in the top bar. */
  get mark(): Locator {
    return this.page.locator(".sync-mark").first();
  }

  /** A notice above the screen, by its name. */
  notice(name: string): Locator {
    return this.page.locator(`.notices [data-notice="${name}"]`);
  }

  get heading(): Locator {
    return this.page.locator("h1");
  }

  /** Everything of this device is with the team. Other people's edits may make the mark ask for a look. */
  async sent(timeout = 20_000): Promise<void> {
    await expect(this.mark).toHaveAttribute("data-state", /^(sent|check)$/, { timeout });
  }

  async offline(): Promise<void> {
    await expect(this.mark).toHaveAttribute("data-state", "offline");
  }

  /** Makes a record through the form of its object and opens it. */
  async create(object: string, values: Record<string, string>): Promise<RecordPage> {
    await this.open(`/create/${object}`);
    for (const [field, text] of Object.entries(values)) {
      const input = this.page.locator(`[data-field="${field}"] :is(input, textarea, select)`).first();
      if ((await input.evaluate((element) => element.tagName)) === "SELECT") {
        // A choice counts when it is left.
        await input.focus();
        await input.selectOption(text);
      } else await input.fill(text);
    }
    await this.page.locator("form button[type=submit]").click();
    await this.page.waitForURL(/\/record\//);
    return this.record();
  }

  /** Id of the first record of a list. */
  async firstOf(object: string): Promise<string> {
    await this.open(`/list/${object}`);
    const href = await this.page.locator(".table-row .row-title").first().getAttribute("href");
    return href?.split("/").pop() ?? "";
  }

  async openRecord(id: string): Promise<RecordPage> {
    await this.open(`/record/${id}`);
    return this.record();
  }

  private record(): RecordPage {
    return new RecordPage(this.page);
  }

  /** Types into Ctrl+K and returns the titles found. */
  async search(text: string): Promise<Locator> {
    // Keys are heard once the frame of the app is there.
    await this.page.locator(".top-search").waitFor();
    await this.page.keyboard.press("Control+k");
    await this.page.locator(".palette-input").fill(text);
    return this.page.locator(".palette-option .palette-title");
  }

  async language(tag: "en" | "bn"): Promise<void> {
    await this.page.evaluate((tag) => {
      const kept = JSON.parse(localStorage.getItem("halkhata.settings") ?? "null");
      if (!kept) throw new Error("no settings are kept");
      localStorage.setItem("halkhata.settings", JSON.stringify({ ...kept, language: tag, bengali_digits: tag === "bn" }));
    }, tag);
    await this.page.reload();
    await expect(this.page.locator("html")).toHaveAttribute("lang", tag);
  }
}
