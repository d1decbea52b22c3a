import { CALENDAR, RenewalCalendar } from '../support/calendar.ts';
import { shoot } from '../support/shots.ts';
import { test } from '../support/test.ts';

test('what ends soon, and the calendar', async ({ profiles, page }) => {
  await profiles.open();
  await shoot(page, 'forecast-notice');
  const calendar = new RenewalCalendar(page);
  await page.goto(CALENDAR);
  await calendar.shown();
  await shoot(page, 'calendar');
  await calendar.makesALink();
  await shoot(page, 'calendar-link');
});
