// Who sees what: the settings of an administrator, and what really lies on a device.
import { expect, type Locator, type Page } from "@playwright/test";
import type { Book } from "./book.ts";

/** A filter as the policy holds it. */
function named(word: string): object {
  return { field: "name", operator: "Contains", argument: { Text: word } };
}

type Rights = Record<"see" | "create" | "edit" | "delete" | "export", boolean>;

/** What the specs change of a policy (`app/core/src/policy/model.rs`). */
interface Policy {
  members: { person: string; territories: string[] }[];
  profiles: { objects: Record<string, Rights> }[];
  territories: object[];
}

export class Access {
  readonly book: Book;
  readonly page: Page;

  constructor(book: Book) {
    this.book = book;
    this.page = book.page;
  }

  async open(): Promise<void> {
    await this.book.open("/settings#access");
    await expect(this.page.locator("#access-open")).toBeVisible();
  }

  /** The row of a person. */
  person(name: string): Locator {
    return this.page.locator("[data-setting=standing] .access-row").filter({ hasText: name });
  }

  async putInForce(): Promise<void> {
    await this.page.locator(".access-bar .button").last().click();
    await expect(this.page.locator(".access-bar")).toHaveCount(0);
  }

  private call<T>(name: string, body: object): Promise<T> {
    return this.page.evaluate(
      async ({ name, body }) => {
        const headers = { "content-type": "application/json" };
        const answer = await fetch(`/api/v1/${name}`, { method: "POST", headers, body: JSON.stringify(body) });
        if (!answer.ok) throw new Error(await answer.text());
        return answer.json();
      },
      { name, body },
    );
  }

  /** Puts the policy in force as the screen would write it after a change. */
  private async govern(change: (policy: Policy) => void): Promise<void> {
    const found = await this.call<{ place: number; policy: string }>("policy", {});
    const policy = JSON.parse(found.policy) as Policy;
    change(policy);
    await this.call("set_policy", { place: found.place, policy: JSON.stringify(policy) });
  }

  /** Territories of accounts by a word in their name, each with its people. */
  async territories(parts: Record<string, string>): Promise<void> {
    const team = await this.call<{ person: string; name: string }[]>("teammates", {});
    const number = (at: number) => `${at + 1}`.repeat(32);
    await this.govern((policy) => {
      policy.territories = Object.keys(parts).map((word, at) => ({
        id: number(at),
        name: word,
        parent: null,
        criteria: [{ object: "account", filters: [named(word)] }],
      }));
      for (const [at, name] of Object.values(parts).entries()) {
        const person = team.find((one) => one.name === name)?.person;
        const member = policy.members.find((one) => one.person === person);
        if (!member) throw new Error(`${name} is not in the team`);
        member.territories = [number(at)];
      }
    });
  }

  /** What representatives may do with the records of an object. */
  async limit(object: string, rights: Rights): Promise<void> {
    await this.govern((policy) => (policy.profiles[2].objects[object] = rights));
  }
}

/** Whether these letters lie anywhere in the databases of the browser, in any store, key or value. */
export async function lies(book: Book, word: string): Promise<boolean> {
  return book.page.evaluate(async (word) => {
    const asked = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, fail) => {
        request.onsuccess = () => done(request.result);
        request.onerror = () => fail(request.error);
      });
    const latin1 = new TextDecoder("latin1");
    const holds = (value: unknown): boolean => {
      if (value instanceof ArrayBuffer) return latin1.decode(value).includes(word);
      if (ArrayBuffer.isView(value)) {
        return latin1.decode(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)).includes(word);
      }
      return JSON.stringify(value)?.includes(word) ?? false;
    };
    for (const { name } of await indexedDB.databases()) {
      const database = await asked(indexedDB.open(name ?? ""));
      try {
        for (const store of database.objectStoreNames) {
          const all = database.transaction(store).objectStore(store);
          const [keys, values] = await Promise.all([asked(all.getAllKeys()), asked(all.getAll())]);
          if ([...keys, ...values].some(holds)) return true;
        }
      } finally {
        database.close();
      }
    }
    return false;
  }, word);
}
