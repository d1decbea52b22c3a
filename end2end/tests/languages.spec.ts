import { MASTER } from '../support/accounts.ts';
import { isAccessible } from '../support/axe.ts';
import { isHydrated } from '../support/hydrated.ts';
import { ReconnectLinks } from '../support/links.ts';
import { NetworkPages, ReconnectWindow } from '../support/network.ts';
import { expect, test } from '../support/test.ts';

const ADA = 'Ada Novak';

for (const { locale, title, goes, thanks, gone } of [
  {
    locale: 'cs-CZ',
    title: `Znovu připojit profil ${ADA} v síti Facebook`,
    goes: 'Pokračovat do sítě Facebook',
    thanks: 'Děkujeme',
    gone: 'Tento odkaz nefunguje',
  },
  {
    locale: 'de-AT',
    title: `${ADA} bei Facebook neu verbinden`,
    goes: 'Weiter zu Facebook',
    thanks: 'Danke',
    gone: 'Dieser Link funktioniert nicht',
  },
]) {
  test(`a client whose browser asks for ${locale} mends their profile in their language`, async ({
    profiles,
    sandbox,
    page,
    browser,
  }) => {
    const ada = await profiles.loses(sandbox, ADA);
    const links = new ReconnectLinks(page);
    await links.open();
    const path = await links.make(`${ADA}, Facebook`);
    const link = new URL(path, page.url()).href;

    const context = await browser.newContext({ locale });
    const client = await context.newPage();
    const heading = client.getByRole('heading', { level: 1 });
    await client.goto(link);
    await expect(heading).toHaveText(title);
    await expect(client.locator('html')).toHaveAttribute('lang', locale.slice(0, 2));
    await isAccessible(client);
    await client.getByRole('link', { name: goes }).click();
    await new NetworkPages(client).passThrough(ada);
    await expect(heading).toHaveText(thanks);
    await isAccessible(client);
    await client.goto(link);
    await expect(heading).toHaveText(gone);
    await context.close();
    await profiles.open();
    await profiles.of(ADA).isWhole();
  });
}

for (const speaks of [
  {
    locale: 'cs-CZ',
    signIn: 'Přihlásit se',
    title: 'Sociální profily',
    refresh: `Obnovit profil ${ADA}`,
    back: `Profil ${ADA} v síti Facebook je znovu připojen`,
  },
  {
    locale: 'de-DE',
    signIn: 'Anmelden',
    title: 'Soziale Profile',
    refresh: `${ADA} erneuern`,
    back: `${ADA} auf Facebook ist wieder verbunden`,
  },
]) {
  test(`a Master Account whose browser asks for ${speaks.locale} mends a profile in that language`, async ({
    relink,
    sandbox,
    browser,
  }) => {
    const context = await browser.newContext({ locale: speaks.locale, baseURL: relink.origin });
    const page = await context.newPage();
    await page.goto('/login');
    await expect(page.locator('html')).toHaveAttribute('lang', speaks.locale.slice(0, 2));
    await page.locator('input[name="email"]').fill(MASTER.email);
    await page.locator('input[name="password"]').fill(MASTER.password);
    await page.getByRole('button', { name: speaks.signIn }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(speaks.title);
    await isHydrated(page);
    await isAccessible(page);

    const ada = await sandbox.happens(ADA, 'change-password');
    await page.locator('form:has([name="profiles"]) button').click();
    const row = page.locator('[data-profile]').filter({ hasText: ADA }).first();
    await expect(row).toHaveAttribute('data-health', 'disconnected');
    // What follows is said by the bundle, without another page.
    const opening = context.waitForEvent('page');
    await page.getByRole('link', { name: speaks.refresh, exact: true }).click();
    const opened = new ReconnectWindow(await opening);
    await opened.logIn(ada);
    await opened.agreeAndClose();
    await expect(row).toHaveAttribute('data-health', 'connected');
    await expect(page.getByRole('status').filter({ hasText: speaks.back })).toBeAttached();
    await context.close();
  });
}

test('whoever chooses a language is spoken to in it, on pages and in letters, until they take it back', async ({
  profiles,
  page,
}) => {
  await page.goto('/account');
  await page.getByLabel('Your language in Relink').selectOption('cs');
  await page.getByRole('button', { name: 'Save the language' }).click();
  await expect(page.getByText('Váš jazyk je uložen.')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'cs');
  await isAccessible(page);

  await page.goto('/settings/social-profiles');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sociální profily');
  await isHydrated(page);
  await page.goto('/settings/mail');
  await page.locator('form[action="/settings/mail/test"] button').click();
  await expect(async () => {
    await page.goto('/mail');
    await expect(page.getByText('E-maily z aplikace Relink docházejí')).toBeVisible({ timeout: 500 });
  }).toPass();

  await page.goto('/account');
  await page.locator('#language').selectOption('');
  await page.getByRole('button', { name: 'Uložit jazyk' }).click();
  await expect(page.getByText('Your language is saved.')).toBeVisible();
  await profiles.open();
});
