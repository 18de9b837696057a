// A team on one relay behind a proxy that counts bytes: each device is a browser profile with the bench page open.
import { chromium, type BrowserContext, type Page } from "@playwright/test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM, FLAGS } from "../fixtures/chromium.ts";
import { Proxy } from "../fixtures/proxy.ts";
import { Relay } from "../fixtures/relay.ts";
import { percentile } from "./figures.ts";
import type { NewRecord } from "./people.ts";
import { quarterOfACore } from "./quota.ts";

interface Bench {
  join(token: string): Promise<void>;
  create(records: NewRecord[]): Promise<string[]>;
  list(query: object): Promise<{ total: number; rows: { id: string; title: string }[] }>;
  get(id: string): Promise<{ fields: Record<string, string> } | null>;
  edit(id: string, field: string, text: string): Promise<void>;
  search(text: string): Promise<{ id: string; title: string }[]>;
  invite(): Promise<string>;
  offline(): Promise<void>;
  online(): Promise<void>;
  synced(): Promise<void>;
  duplicates(object: string): Promise<number>;
  stats(): Promise<{ records: number; heapBytes: number }>;
}

declare global {
  var halkhataBench: Bench;
  var benchStart: Promise<number>;
}

const SEARCHES = ["rahim", "begum 12", "017100", "jute", "nadia kh", "example.com", "dhaka", "hossain", "99", "cotton tender"];

export class Team {
  private readonly relay: Relay;
  private readonly proxy: Proxy;
  private readonly devices: Device[] = [];

  private constructor(relay: Relay, proxy: Proxy) {
    this.relay = relay;
    this.proxy = proxy;
  }

  static async make(): Promise<Team> {
    const proxy = await Proxy.reserve();
    const relay = await Relay.start(proxy.origin, "build/bench");
    await proxy.openTo(relay.port);
    return new Team(relay, proxy);
  }

  async first(): Promise<Device> {
    return this.open(this.relay.setupToken);
  }

  /** A second device; knows how long its first sync took and what it brought. */
  async another(first: Device): Promise<Device> {
    return this.open(await first.invite());
  }

  private async open(token: string): Promise<Device> {
    const device = await Device.open(this.proxy);
    this.devices.push(device);
    await device.join(token);
    return device;
  }

  async end(): Promise<void> {
    for (const device of this.devices) await device.end();
    await this.proxy.close();
    await this.relay.remove();
  }
}

export class Device {
  firstSync = { milliseconds: 0, bytes: 0 };
  private page!: Page;
  private readonly proxy: Proxy;
  private readonly context: BrowserContext;
  private readonly profile: string;

  private constructor(proxy: Proxy, context: BrowserContext, profile: string) {
    this.proxy = proxy;
    this.context = context;
    this.profile = profile;
  }

  static async open(proxy: Proxy): Promise<Device> {
    const profile = mkdtempSync(join(tmpdir(), "halkhata-bench-"));
    const viewport = { width: 1280, height: 4000 };
    const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: FLAGS, viewport });
    const device = new Device(proxy, context, profile);
    device.page = context.pages()[0];
    await device.page.goto(`${proxy.origin}/bench`);
    await device.page.waitForFunction(() => "halkhataBench" in globalThis);
    // What the service worker keeps for later visits is fetched beside the first one: it is no part of syncing.
    await device.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    return device;
  }

  async end(): Promise<void> {
    await this.context.close();
    rmSync(this.profile, { recursive: true, force: true });
  }

  async join(token: string): Promise<void> {
    const before = this.proxy.received + this.proxy.sent;
    const milliseconds = await this.page.evaluate(async (token) => {
      const from = performance.now();
      await halkhataBench.join(token);
      await halkhataBench.synced();
      return performance.now() - from;
    }, token);
    this.firstSync = { milliseconds, bytes: this.proxy.received + this.proxy.sent - before };
  }

  /** Milliseconds until all are durable. */
  async create(records: NewRecord[]): Promise<number> {
    return this.page.evaluate(async (records) => {
      const from = performance.now();
      await halkhataBench.create(records);
      return performance.now() - from;
    }, records);
  }

  async searchP95(): Promise<number> {
    const delays = await this.page.evaluate(async (searches) => {
      const delays: number[] = [];
      for (let turn = 0; turn < 100; turn += 1) {
        const from = performance.now();
        await halkhataBench.search(searches[turn % searches.length]);
        delays.push(performance.now() - from);
      }
      return delays;
    }, SEARCHES);
    return percentile(delays, 95);
  }

  /** Seconds until the whole book was looked through for what is there twice. */
  async duplicatesSeconds(): Promise<number> {
    const milliseconds = await this.page.evaluate(async () => {
      const from = performance.now();
      await halkhataBench.duplicates("contact");
      return performance.now() - from;
    });
    return milliseconds / 1000;
  }

  async editP95(): Promise<number> {
    const delays = await this.page.evaluate(async () => {
      const { rows } = await halkhataBench.list({ object: "contact", sort: "name", limit: 100 });
      const delays: number[] = [];
      for (const { id } of rows) {
        const from = performance.now();
        await halkhataBench.edit(id, "job_title", `edited ${from}`);
        delays.push(performance.now() - from);
      }
      return delays;
    });
    return percentile(delays, 95);
  }

  /** Everything is sent, and the service worker controls the page. */
  async settled(): Promise<void> {
    await this.synced();
    await this.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
  }

  /** Navigation of the bench page until 50 rows are in hand. */
  async startRows(): Promise<number> {
    const page = await this.fresh(() => {
      const look = async () => {
        const { rows } = await halkhataBench.list({ object: "contact", sort: "name", limit: 50 });
        if (rows.length < 50) throw new Error(`${rows.length} rows`);
        return performance.now();
      };
      let bench: Bench;
      globalThis.benchStart = new Promise((resolve, reject) => {
        Object.defineProperty(globalThis, "halkhataBench", {
          configurable: true,
          get: () => bench,
          set: (value) => {
            bench = value;
            look().then(resolve, reject);
          },
        });
      });
    });
    await page.goto(`${this.proxy.origin}/bench`);
    return page.evaluate(() => globalThis.benchStart);
  }

  /** Reload of the real app's list until 50 rows are painted. */
  async startList(): Promise<number> {
    const page = await this.fresh(() => {
      globalThis.benchStart = new Promise((resolve) => {
        const look = () => {
          if (document.querySelectorAll(".table-row .row-title").length < 50) return;
          watch.disconnect();
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
        };
        const watch = new MutationObserver(look);
        watch.observe(document, { childList: true, subtree: true });
      });
    });
    await page.goto(`${this.proxy.origin}/list/contact`);
    await page.evaluate(() => globalThis.benchStart);
    await page.reload();
    return page.evaluate(() => globalThis.benchStart);
  }

  /** With the whole renderer at a quarter of a core; null where the machine does not allow it. */
  async slowly(measure: () => Promise<number>): Promise<number | null> {
    return quarterOfACore(this.profile, measure);
  }

  /** A screen of the real app, after `before` ran in its page. */
  async app<T>(path: string, before: (value: T) => void, value: T): Promise<Page> {
    await this.page.close();
    this.page = await this.context.newPage();
    await this.page.setViewportSize({ width: 1440, height: 900 });
    await this.page.addInitScript(before as (value: unknown) => void, value);
    await this.page.goto(`${this.proxy.origin}${path}`);
    return this.page;
  }

  /** Makes the page's main thread so many times slower; workers keep their speed. */
  async throttle(rate: number): Promise<void> {
    const session = await this.context.newCDPSession(this.page);
    await session.send("Emulation.setCPUThrottlingRate", { rate });
  }

  async heapMegabytes(): Promise<number> {
    return (await this.page.evaluate(() => halkhataBench.stats())).heapBytes / 1_000_000;
  }

  async ids(count: number): Promise<string[]> {
    const query = { object: "contact", sort: "name", limit: count };
    return this.page.evaluate(async (query) => (await halkhataBench.list(query)).rows.map(({ id }) => id), query);
  }

  /** When the edit was asked, in milliseconds of this machine. */
  async edit(id: string, field: string, text: string): Promise<number> {
    return this.page.evaluate(
      async ([id, field, text]) => {
        const at = performance.timeOrigin + performance.now();
        await halkhataBench.edit(id, field, text);
        return at;
      },
      [id, field, text],
    );
  }

  /** The same edit of many records, one after the other. */
  async editAll(ids: string[], field: string, text: string): Promise<void> {
    await this.page.evaluate(
      async ([ids, field, text]) => {
        for (const id of ids) await halkhataBench.edit(id, field, text);
      },
      [ids, field, text] as const,
    );
  }

  /** When the value is there, in milliseconds of this machine. */
  async sees(id: string, field: string, text: string): Promise<number> {
    return this.page.evaluate(
      async ([id, field, text]) => {
        while ((await halkhataBench.get(id))?.fields[field] !== text) await new Promise((next) => setTimeout(next));
        return performance.timeOrigin + performance.now();
      },
      [id, field, text],
    );
  }

  async invite(): Promise<string> {
    return this.page.evaluate(() => halkhataBench.invite());
  }

  async synced(): Promise<void> {
    await this.page.evaluate(() => halkhataBench.synced());
  }

  async offline(): Promise<void> {
    await this.page.evaluate(() => halkhataBench.offline());
  }

  /** Milliseconds until everything is here. */
  async online(): Promise<number> {
    return this.page.evaluate(async () => {
      const from = performance.now();
      await halkhataBench.online();
      await halkhataBench.synced();
      return performance.now() - from;
    });
  }

  bytes(): number {
    return this.proxy.received + this.proxy.sent;
  }

  /** The page again, as after the browser was opened; what runs before its scripts is given. */
  private async fresh(before: () => void): Promise<Page> {
    const page = await this.context.newPage();
    await page.addInitScript(before);
    await this.page.close();
    this.page = page;
    return page;
  }
}
