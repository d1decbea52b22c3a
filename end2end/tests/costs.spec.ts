import { REGULAR, signIn } from '../support/accounts.ts';
import { Scheduler, ahead } from '../support/scheduler.ts';
import { expect, test } from '../support/test.ts';
import { watchLayout } from '../support/watch.ts';

test('a red profile says live what it costs, and what costs most stands first', async ({
  profiles,
  anotherBrowser,
}) => {
  const daniel = profiles.of('Daniel Weiss');
  await expect(daniel.row).toContainText('One post held.');
  await expect(profiles.all.first()).toHaveAttribute('data-profile', await daniel.id());
  const shift = await watchLayout(profiles.page);

  const other = await anotherBrowser();
  await signIn(other, REGULAR);
  const scheduler = new Scheduler(other);
  for (const [text, when] of [
    ['Held at once', null],
    ['Due tomorrow', ahead(1, '14:30')],
  ] as const) {
    await scheduler.write();
    await scheduler.text.fill(text);
    await scheduler.tick('Weiss Precision Tools');
    if (when) await scheduler.when.fill(when);
    else await other.getByRole('radio', { name: 'At once' }).check();
    await scheduler.save();
    await scheduler.saved();
  }
  await expect(daniel.row).toContainText(/2 posts held, next due .*14:30\./);
  expect(await shift()).toBe(0);
});
