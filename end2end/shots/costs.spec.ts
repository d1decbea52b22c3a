import { SocialProfiles } from '../support/profiles.ts';
import { MASTER, signIn } from '../support/accounts.ts';
import { shoot } from '../support/shots.ts';
import { test } from '../support/test.ts';

test('what lost connections cost', async ({ page }) => {
  await signIn(page, MASTER);
  await new SocialProfiles(page).shown();
  await shoot(page, 'costs');
});
