import { isAccessible } from '../support/axe.ts';
import { adds } from '../support/profiles.ts';
import { expect, test } from '../support/test.ts';

test('a channel is moved to another person who has it', async ({ profiles, sandbox, page }) => {
  const marie = await sandbox.person('Marie Dupont');
  const opened = await adds(page, 'facebook');
  await opened.logIn(marie);
  await opened.agreeAndClose();
  await profiles.of(marie.name).isWhole();

  await profiles.of('Ada Novak').row.getByRole('link', { name: 'Channels and backups' }).click();
  const hotel = page.getByRole('region', { name: 'Hotel Panorama' });
  await expect(hotel).toContainText('Linked through Ada Novak.');
  await expect(hotel).toContainText('Backups: Marie Dupont.');
  await isAccessible(page);
  await hotel.getByRole('button', { name: 'Link Hotel Panorama through Marie Dupont' }).click();
  await expect(page.getByText('One channel is linked through another profile now.')).toBeVisible();
  await expect(hotel).toContainText('Linked through Marie Dupont.');
  await expect(hotel).toContainText('Backups: Ada Novak.');
});

test('while somebody takes over, the red profile says so and still asks for its renewal', async ({
  profiles,
  sandbox,
  page,
}) => {
  const marie = await sandbox.person('Marie Dupont');
  const opened = await adds(page, 'facebook');
  await opened.logIn(marie);
  await opened.agreeAndClose();
  await profiles.of(marie.name).isWhole();

  const ada = profiles.of('Ada Novak');
  await profiles.loses(sandbox, ada.name);
  await expect(ada.row).toContainText('Hotel Panorama works through Marie Dupont for now.');
  await expect(ada.refresh).toBeVisible();
  await isAccessible(page);
  await profiles.loses(sandbox, marie.name);
  await expect(ada.row).not.toContainText('works through');
});
