import { MASTER, signIn } from '../support/accounts.ts';
import { SocialProfiles, adds } from '../support/profiles.ts';
import { shoot } from '../support/shots.ts';
import { test } from '../support/test.ts';

test('channels and backups', async ({ page, sandbox }) => {
  await signIn(page, MASTER);
  const profiles = new SocialProfiles(page);
  const marie = await sandbox.person('Marie Dupont');
  const opened = await adds(page, 'facebook');
  await opened.logIn(marie);
  await opened.agreeAndClose();
  await profiles.of(marie.name).isWhole();
  await profiles.of(marie.name).row.getByRole('link', { name: 'Channels and backups' }).click();
  await shoot(page, 'backups');
});
