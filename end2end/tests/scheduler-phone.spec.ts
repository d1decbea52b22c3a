import type { Locator } from '@playwright/test';

import { MASTER, signIn } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { Scheduler, ahead, arrives } from '../support/scheduler.ts';
import { expect, test } from '../support/test.ts';

test.beforeEach(async ({ page }) => {
  await signIn(page, MASTER);
});

test('a post is written and sent on a phone', async ({ page, sandbox }) => {
  const scheduler = new Scheduler(page);
  await scheduler.write();
  await scheduler.text.fill('Sent from the tram');
  await scheduler.tick('Greta Holm');
  await page.getByRole('radio', { name: 'At once' }).check();
  await scheduler.save();
  await scheduler.saved();
  await arrives(sandbox, 'Sent from the tram', 1);
});

test('nothing is wider than the phone', async ({ page }) => {
  for (const path of ['', '?view=week', '?view=list', '/new', '/decisions', '/slots', '/settings']) {
    await page.goto(`/scheduler${path}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wide, path).toBeLessThanOrEqual(0);
  }
});

test('the month is a list of days, and axe finds nothing', async ({ page }) => {
  const scheduler = new Scheduler(page);
  await scheduler.open(`?from=${ahead(1, '').slice(0, 10)}`);
  await expect(page.locator(`#day-${ahead(1, '').slice(0, 10)}`)).toContainText('Good morning');
  await isAccessible(page);
});

test('a finger that rests on a post drags it to another day', async ({ page, context }) => {
  const scheduler = new Scheduler(page);
  const [day, next] = [ahead(1, '').slice(0, 10), ahead(2, '').slice(0, 10)];
  await scheduler.open(`?from=${day}`);
  const post = page.locator(`#day-${day} [data-drag]`).filter({ hasText: 'Good morning' });
  const target = page.locator(`[data-drop="${next}"]`);
  // Below the header, and at once: a wheel goes on turning while the finger comes down somewhere else.
  await post.evaluate((element) => {
    scrollTo({ top: scrollY + element.getBoundingClientRect().top - 100, behavior: 'instant' });
  });
  const middle = async (of: Locator) => {
    const box = await of.boundingBox();
    if (!box) throw new Error('it is not to be seen');
    return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 40) };
  };
  const finger = await context.newCDPSession(page);
  const touches = async (type: 'touchStart' | 'touchMove', at: { x: number; y: number }) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: [at] });
  await touches('touchStart', await middle(post));
  await expect(post).toHaveAttribute('data-dragging', '');
  await touches('touchMove', await middle(target));
  await expect(target).toHaveAttribute('data-over-drop', '');
  await finger.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect(page.locator(`#day-${next} [data-drag]`).filter({ hasText: 'Good morning' })).toBeVisible();
  await expect(post).toHaveCount(0);
});
