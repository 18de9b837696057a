// The settings of pipelines and their stages.
import { expect, type Locator } from "@playwright/test";
import type { Book } from "./book.ts";

interface Stage {
  name?: string;
  bengali?: string;
  outcome?: string;
  probability?: string;
  days?: string;
  /** Names of fields, as they are ticked. */
  needs?: string[];
}

export class Pipelines {
  private readonly book: Book;

  constructor(book: Book) {
    this.book = book;
  }

  async open(): Promise<void> {
    await this.book.open("/settings#pipelines");
  }

  private get panel(): Locator {
    return this.book.page.locator('[data-setting="stages"]');
  }

  get window(): Locator {
    return this.book.page.getByRole("dialog");
  }

  get names(): Locator {
    return this.panel.locator(".fields-name");
  }

  stage(name: string): Locator {
    return this.panel.locator(".fields-row").filter({ has: this.book.page.getByText(name, { exact: true }) });
  }

  private async fill(stage: Stage): Promise<void> {
    if (stage.name !== undefined) await this.window.locator("#stage-name").fill(stage.name);
    if (stage.bengali !== undefined) await this.window.locator("#stage-name-bn").fill(stage.bengali);
    if (stage.outcome !== undefined) await this.window.locator("#stage-outcome").selectOption({ label: stage.outcome });
    if (stage.probability !== undefined) await this.window.locator("#stage-probability").fill(stage.probability);
    if (stage.days !== undefined) await this.window.locator("#stage-days").fill(stage.days);
    for (const need of stage.needs ?? []) await this.window.getByRole("checkbox", { name: need, exact: true }).check();
  }

  async save(): Promise<void> {
    await this.window.getByRole("button", { name: "Save" }).click();
    await expect(this.window).toHaveCount(0);
  }

  async add(stage: Stage & { name: string }): Promise<void> {
    await this.panel.getByRole("button", { name: "Add a stage" }).click();
    await this.fill(stage);
    await this.save();
    await expect(this.names.filter({ hasText: stage.name })).toBeVisible();
  }

  async change(name: string, stage: Stage): Promise<void> {
    await this.startChange(name);
    await this.fill(stage);
    await this.save();
  }

  async startChange(name: string): Promise<void> {
    await this.panel.getByRole("button", { name: `Change ${name}`, exact: true }).click();
  }

  async addPipeline(name: string): Promise<void> {
    await this.panel.getByRole("button", { name: "Add a pipeline" }).click();
    await this.window.locator("#pipeline-name").fill(name);
    await this.save();
    await expect(this.panel.locator("#pipeline option", { hasText: name })).toHaveCount(1);
  }
}
