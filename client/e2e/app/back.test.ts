import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openPage } from '@meterstone/server/harness/browser/chromium';
import { describeWithChromium, useChromium } from '@meterstone/server/harness/browser/use-chromium';
import { expectSoon } from '@meterstone/server/harness/clock/expect-soon';
import type { Page } from 'playwright-core';
import { pathsFor, type Facts, type Who } from '../harness/views.ts';
import { factsOf, signIn, startDemo, type Demo } from '../screenshots/demo.ts';

/** What is on the screen: the address, the page's heading, and how much is open over it. */
interface Place {
  url: string;
  heading: string;
  dialogs: number;
}

const deadEnd = /no such page|could not be loaded|went wrong|This page is for admins|There is no such/;

async function placeOf(page: Page): Promise<Place> {
  const heading = page.locator('h1').first();
  await heading.waitFor();
  return {
    url: page.url(),
    heading: await heading.innerText(),
    dialogs: await page.locator('[role=dialog]:visible').count(),
  };
}

/** The links one can press; of rows that lead to the same kind of page, the first. */
function linksOf(page: Page): Promise<{ href: string; kind: string; isFrame: boolean }[]> {
  return page.evaluate(() => {
    const kinds = new Set<string>();
    // The app's first page has two addresses, with and without the slash.
    const plain = (url: string) => url.replace(/\/(?=$|[?#])/, '');
    return [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].flatMap((link) => {
      const { origin, pathname, searchParams, hash } = new URL(link.href);
      const href = link.getAttribute('href') ?? '';
      const kind = [
        pathname.replace(/[\da-f]{8}-[\da-f-]{27}/g, ':id'),
        ...[...searchParams.keys()].toSorted(),
        hash,
      ].join(' ');
      const isElsewhere =
        origin === location.origin && plain(link.href) !== plain(location.href) && link.target === '';
      if (!isElsewhere || kinds.has(kind) || link.hasAttribute('download') || !link.checkVisibility())
        return [];
      kinds.add(kind);
      return [{ href, kind, isFrame: link.closest('main, [role=dialog]') === null }];
    });
  });
}

/** Until the page has nothing more to load: what it asks for may bring links. */
async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
}

/**
 * Goes by the links of these pages and back again: by the first of each page, and by each that leads to something of
 * another kind than those before. Resolves to where that did not lead to where one was.
 */
async function walk(page: Page, paths: readonly string[]): Promise<{ steps: number; lost: string[] }> {
  const walked = new Set<string>();
  const lost: string[] = [];
  let steps = 0;
  for (const path of paths) {
    await page.goto(path);
    await settle(page);
    const here = await placeOf(page);
    let hasLeft = false;
    const before = steps;
    for (const { href, kind, isFrame } of await linksOf(page)) {
      if (walked.has(kind) && (isFrame || hasLeft)) continue;
      hasLeft ||= !isFrame;
      walked.add(kind);
      steps += 1;
      // Whatever lies over it: a keyboard reaches it there, too.
      await page
        .locator(`a[href=${JSON.stringify(href)}]:visible`)
        .first()
        .evaluate((link: HTMLElement) => link.click());
      await page.waitForURL((url) => url.href !== here.url);
      const there = await placeOf(page);
      const text = await page.locator('body').innerText();
      if (deadEnd.test(text)) lost.push(`${path} → ${href}: ${there.heading}`);
      await page.goBack();
      await page.waitForURL(here.url).catch(() => lost.push(`${path} → ${href} → Back: ${page.url()}`));
      await expectSoon(() => placeOf(page), here).catch(async () => {
        lost.push(`${path} → ${href} → Back: ${JSON.stringify(await placeOf(page))}`);
        await page.goto(path);
      });
    }
    if (steps === before) continue;
    await page.goForward();
    await page.waitForURL((url) => url.href !== here.url);
  }
  return { steps, lost };
}

describeWithChromium('every link leads somewhere, and Back to where it was', () => {
  const browser = useChromium();
  const pages = new Map<Who, Page>();
  let demo: Demo;
  let facts: Facts;
  beforeAll(async () => {
    demo = await startDemo();
    const open = async (who: Who) => {
      const { page } = await openPage(browser(), { baseURL: demo.url, locale: 'en-US' });
      pages.set(who, page);
      return page;
    };
    await open('nobody');
    const user = await signIn(await open('user'), demo.user);
    const admin = await open('admin');
    const { token } = await signIn(admin, demo.admin);
    facts = await factsOf(admin, token, user);
  });
  afterAll(() => demo.stop());

  test.each<[Who, string[], number]>([
    // Fewer steps than these would mean that links were not found.
    ['nobody', ['/en/', '/zh-CN/'], 10],
    ['user', [], 20],
    ['admin', [], 30],
  ])('on the pages of: %s', async (who, more, least) => {
    const page = pages.get(who);
    if (!page) throw new Error(`Nobody is ${who}`);
    const { steps, lost } = await walk(page, [...more, ...pathsFor(who, facts)]);
    expect(lost).toEqual([]);
    expect(steps).toBeGreaterThan(least);
  });
});
