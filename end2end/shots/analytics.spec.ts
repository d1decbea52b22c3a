import { REGULAR, signIn } from '../support/accounts.ts';
import { Analytics, daysGoBy } from '../support/analytics.ts';
import { shoot } from '../support/shots.ts';
import { test } from '../support/test.ts';

test('Analytics', async ({ page, profiles, relink, sandbox, anotherBrowser }) => {
  const analytics = new Analytics(page);
  await analytics.open();
  await analytics.told('Greta Holm');
  await shoot(page, 'analytics');
  await analytics.open('?days=7&view=table');
  await shoot(page, 'analytics-table');
  await analytics.open('?days=90&compare=no');
  await shoot(page, 'analytics-quarter');
  await analytics.open();
  await analytics.choose('Greta Holm');
  await shoot(page, 'analytics-channel');

  const channel = (await sandbox.person('Nora Becker')).channels[0]?.name ?? '';
  await profiles.open();
  await profiles.loses(sandbox, 'Nora Becker');
  await daysGoBy(relink, sandbox, 3);
  await analytics.open();
  await shoot(page, 'analytics-gaps');
  await analytics.choose(channel);
  await shoot(page, 'analytics-gap');
  const other = await anotherBrowser();
  await signIn(other, REGULAR);
  await other.goto(page.url());
  await shoot(other, 'analytics-regular');
});
