import { isAccessible } from '../support/axe.ts';
import { ReconnectLinks } from '../support/links.ts';
import { NetworkPages } from '../support/network.ts';
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
