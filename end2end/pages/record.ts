// A record's page: fields that are edited in place, their save states, and the other value of a conflict.
import { expect, type Locator, type Page } from "@playwright/test";

export class RecordPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get id(): string {
    return new URL(this.page.url()).pathname.split("/").pop() ?? "";
  }

  /** The row of a field: `data-save` says how safe its latest edit is. */
  row(field: string): Locator {
    return this.page.locator(`[data-field="${field}"]`).first();
  }

  /** Opens the menu with what can be done with the record as a whole. */
  async menu(): Promise<void> {
    await this.page.locator(".record-actions .menu-button, .record-actions [aria-haspopup=menu]").last().click();
  }

  value(field: string): Locator {
    return this.row(field).locator(".field-value");
  }

  async edit(field: string, text: string): Promise<void> {
    await this.startEditing(field, text);
    await this.editor(field).press("Tab");
  }

  /** Takes a choice by its label: it counts when it is left. */
  async pick(field: string, label: string): Promise<void> {
    await this.section("details");
    await this.row(field).locator(".field-edit").click();
    const select = this.row(field).locator("select");
    await select.focus();
    await select.selectOption({ label });
    await select.press("Tab");
  }

  /** On a phone one section is in view at a time. */
  async section(name: "activity" | "details" | "related"): Promise<void> {
    const tab = this.page.locator(`.record-tabs #tab-${name}`);
    await expect(this.page.locator(".record-page")).toBeVisible();
    if (await tab.isVisible()) await tab.click();
  }

  async startEditing(field: string, text: string): Promise<void> {
    await this.section("details");
    await this.row(field).locator(".field-edit").click();
    await this.editor(field).fill(text);
  }

  editor(field: string): Locator {
    return this.row(field).locator(":is(input, textarea)").first();
  }

  /** The heads of the record's document, once it is shown. */
  async heads(): Promise<string> {
    const frame = this.page.locator(".record-page");
    await expect(frame).toHaveAttribute("data-heads", /^[0-9a-f]{8}(-[0-9a-f]{8})*$/);
    return (await frame.getAttribute("data-heads")) ?? "";
  }

  /** Whether the field has two values. */
  async conflicts(field: string): Promise<void> {
    await expect(this.row(field).locator(".field-row")).toHaveAttribute("data-conflict", "true");
  }

  /** Stored on this device at least. */
  async saved(field: string): Promise<void> {
    await expect(this.row(field)).toHaveAttribute("data-save", /^(device|sent)$/);
  }

  async sent(field: string): Promise<void> {
    await expect(this.row(field)).toHaveAttribute("data-save", "sent", { timeout: 20_000 });
  }

  /** What the field became, newest first, by the timeline's changes. */
  async history(field: string): Promise<string[]> {
    await this.section("details");
    const label = await this.row(field).locator("dt, .field-label").first().innerText();
    await this.section("activity");
    await this.page.locator("#tab-changes").click();
    const more = this.page.locator(".timeline > button");
    while (await more.isVisible()) await more.click();
    const changes = this.page.locator(".timeline-change").filter({ has: this.page.getByText(label, { exact: true }) });
    return changes.locator(".timeline-after").allInnerTexts();
  }

  /** The other values that a field in conflict offers. */
  async otherValues(field: string): Promise<string[]> {
    await this.section("details");
    await this.row(field).locator(".field-choose").click();
    return this.row(field).locator(".conflict-option[data-other] .conflict-value").allInnerTexts();
  }

  /** Settles an opened choice. */
  async choose(field: string, value: string): Promise<void> {
    await this.row(field).locator(".conflict-option").filter({ hasText: value }).getByRole("radio").check();
    await this.row(field).getByRole("button", { name: "Use this value" }).click();
  }
}
