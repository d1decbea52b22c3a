//! Every URL, once: shared by router, redirect and page.

use domain::{
    account::Role,
    authorization::WayBack,
    event::EventId,
    help::Topic,
    id::{
        ApiKeyId, AuthorizationId, ChannelId, CommentId, ConversationId, DeliveryId, DeviceId,
        HookId, InvitationId, LinkId, PasskeyId, PersonId, PostId, ProfileId, ReplyId, WorkspaceId,
    },
    network::Network,
};

/// Where everybody is led to where their role begins.
pub const HOME: &str = "/";
/// The Scheduler, an App, and the first of them: where a regular account begins.
pub const SCHEDULER: &str = "/scheduler";
/// Community Management, an App: its queue.
pub const COMMUNITY: &str = "/community";
/// Analytics, an App.
pub const ANALYTICS: &str = "/analytics";
/// The figures of a page of Analytics as a file; asked for like the page.
pub const ANALYTICS_FILE: &str = "/analytics.csv";
/// The Apps, which are everybody's who is signed in.
pub const APPS: [&str; 3] = [SCHEDULER, COMMUNITY, ANALYTICS];
/// One's own account, everybody's who is signed in.
pub const ACCOUNT: &str = "/account";
/// The login page. `?next=` names the page that was asked for.
pub const LOGIN: &str = "/login";
/// The second step of signing in. A form sends the code to the same path; `?next=` names the page that was asked for.
pub const SECOND_STEP: &str = "/login/code";
/// Signing in by a passkey. A form sends the answer to the same path; `?next=` names the page that was asked for.
pub const PASSKEY_SIGN_IN: &str = "/login/passkey";
/// The script of the pages that ask for a passkey.
pub const PASSKEYS_SCRIPT: &str = "/passkeys.js";
/// All paths below are a Master Account's.
pub const SETTINGS: &str = "/settings";
/// Social Profiles.
pub const SOCIAL_PROFILES: &str = "/settings/social-profiles";
/// When a person will be needed, as a calendar.
pub const CALENDAR: &str = "/settings/social-profiles/calendar";
/// Where a form makes the calendar's address for other programs anew.
pub const CALENDAR_LINK: &str = "/settings/social-profiles/calendar/link";
/// Reconnect links: those that were made, and the form that makes one, which is sent to the same path.
pub const LINKS: &str = "/settings/links";
/// Fix all: the walk through everything that needs a person. Forms send its steps to the same path.
pub const WALK: &str = "/connect/all";
/// The API's reference, for people.
pub const API_REFERENCE: &str = "/api";
/// The API's description, for machines (OpenAPI 3.1).
pub const API_DOCUMENT: &str = "/api/openapi.json";
/// Below it is the API. Its requests carry a key, and come from no page.
pub const API: &str = "/api/v1";
/// The keys of the API, and the form that makes one, which is sent to the same path.
pub const API_KEYS: &str = "/settings/api";
/// How long profiles worked, and who mended them. `?days=` is 30 or 90.
pub const OVERVIEW: &str = "/settings/overview";
/// The audit log.
pub const AUDIT: &str = "/settings/audit";
/// Its entries as a file; asked for like the page.
pub const AUDIT_FILE: &str = "/settings/audit.csv";
/// Below it networks tell what happened, each at its own name. Its messages are signed, and come from no page.
pub const PUSH: &str = "/push";
/// Where a post is written; a form sends it to the same path.
pub const NEW_POST: &str = "/scheduler/new";
/// Posts that need a person's decision.
pub const DECISIONS: &str = "/scheduler/decisions";
/// The weekly slots of channels.
pub const SLOTS: &str = "/scheduler/slots";
/// The workspace's time zone and its rule for late posts.
pub const TIMETABLE: &str = "/scheduler/settings";
/// Where a form asks for a profile to be reconnected.
pub const ASK: &str = "/ask";
/// Where a form moves a post to another time.
pub const MOVE_POST: &str = "/scheduler/move";
/// Who may do what with comments; a Master Account's. A form sends a person's roles to the same path.
pub const COMMUNITY_ROLES: &str = "/community/roles";
/// What became of letters.
pub const MAIL: &str = "/settings/mail";
/// Where a form sends a test letter.
pub const MAIL_TEST: &str = "/settings/mail/test";
/// Webhooks, and what became of their messages. A form adds one at the same path.
pub const HOOKS: &str = "/settings/webhooks";
/// The demo's letters, to be read.
pub const DEMO_MAIL: &str = "/mail";
/// Where somebody asks for a link to a new password. The form sends it to the same path.
pub const FORGOTTEN: &str = "/login/forgotten";
/// Who belongs to the workspace.
pub const TEAM: &str = "/settings/team";
/// Where a form changes a member's role.
pub const TEAM_ROLES: &str = "/settings/team/roles";
/// Where a form asks somebody to join.
pub const INVITATIONS: &str = "/settings/team/invitations";
/// What one chose to be told, everybody's who is signed in. A form sends the choices to the same path.
pub const NOTICES: &str = "/account/notices";
/// Where a form adds a device on which one is told.
pub const DEVICES: &str = "/account/notices/devices";
/// Where a browser's service worker tells that it is reached elsewhere now.
pub const DEVICES_RENEW: &str = "/account/notices/devices/renew";
/// The script of the page of notices: what this browser can do about itself.
pub const DEVICES_SCRIPT: &str = "/devices.js";
/// Where forms change one's own account.
pub const ACCOUNT_NAME: &str = "/account/name";
/// The same, of the language.
pub const ACCOUNT_LANGUAGE: &str = "/account/language";
/// The same, of the password.
pub const ACCOUNT_PASSWORD: &str = "/account/password";
/// Where a form begins to set up the second step of signing in.
pub const ACCOUNT_SECOND: &str = "/account/two-factor";
/// Where a form confirms it by a first code.
pub const ACCOUNT_SECOND_CONFIRM: &str = "/account/two-factor/confirm";
/// Where a form makes recovery codes anew.
pub const ACCOUNT_SECOND_CODES: &str = "/account/two-factor/codes";
/// Where a form gives it up.
pub const ACCOUNT_SECOND_OFF: &str = "/account/two-factor/off";
/// Where a form begins to add a passkey.
pub const ACCOUNT_PASSKEYS: &str = "/account/passkeys";
/// Where a form brings the one that was made.
pub const ACCOUNT_PASSKEYS_MADE: &str = "/account/passkeys/made";
/// Where a form ends sessions.
pub const ACCOUNT_SESSIONS: &str = "/account/sessions";
/// Where a form lets the session go on in another workspace.
pub const ACCOUNT_WORKSPACE: &str = "/account/workspace";
/// Where a form ends one's own membership.
pub const ACCOUNT_LEAVE: &str = "/account/leave";
/// The help, everybody's: whoever came by a reconnect link has no account. Below it each topic has its page.
pub const HELP: &str = "/help";
/// Conversations with support, everybody's own who is signed in. A form begins one at the same path.
pub const SUPPORT: &str = "/support";
/// The same of all workspaces, for whoever answers.
pub const SUPPORT_INBOX: &str = "/support/inbox";
/// Where a mail server hands over answers. Their address is signed, and they come from no page.
pub const MAIL_INBOUND: &str = "/mail/inbound";
/// The event stream. `?after=` names the last event read.
pub const EVENTS: &str = "/events";

/// Whether `path` is a page of an App.
#[must_use]
pub fn is_of_an_app(path: &str) -> bool {
    APPS.iter().any(|app| is_below(path, app))
}

/// Whether `path` is `folder` or in it.
#[must_use]
pub fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a page is neither Social Profiles nor an App, but one of those around them: Settings' others, one's own account.
#[must_use]
pub fn is_of_the_office(path: &str) -> bool {
    path != SOCIAL_PROFILES && [SETTINGS, ACCOUNT].iter().any(|folder| is_below(path, folder))
}

/// Where a role begins.
#[must_use]
pub const fn begin(role: Role) -> &'static str {
    if role.mends_profiles() { SOCIAL_PROFILES } else { SCHEDULER }
}

/// The event stream of a page of `workspace` that has read everything up to `after`.
#[must_use]
pub fn events(workspace: WorkspaceId, after: EventId) -> String {
    format!("{EVENTS}?workspace={workspace}&after={}", after.0)
}

/// The calendar that `secret` opens to other programs.
#[must_use]
pub fn feed(secret: &str) -> String {
    format!("/calendar/{secret}.ics")
}

/// A profile among Social Profiles: found by its name, wherever in the order it stands.
#[must_use]
pub fn profile(profile: ProfileId, name: &str) -> String {
    format!("{SOCIAL_PROFILES}?q={}#{}", url_escape(name), profile_anchor(profile))
}

/// The channels of a profile: through whom each is reached. A form sends a change to the same path.
#[must_use]
pub fn channels(profile: ProfileId) -> String {
    format!("{SOCIAL_PROFILES}/{profile}/channels")
}

/// How a profile stood over time.
#[must_use]
pub fn timeline(profile: ProfileId) -> String {
    format!("{SOCIAL_PROFILES}/{profile}/timeline")
}

/// Leads to the help about what a profile has lost, whatever that is when it is asked for.
#[must_use]
pub fn help_for(profile: ProfileId) -> String {
    format!("{SOCIAL_PROFILES}/{profile}/help")
}

/// The page of the help about a topic.
#[must_use]
pub fn help(topic: &Topic) -> String {
    format!("{HELP}/{}", topic.slug())
}

/// One's own conversation with support. A form writes at the same path.
#[must_use]
pub fn conversation(conversation: ConversationId) -> String {
    format!("{SUPPORT}/{conversation}")
}

/// A conversation for whoever answers. Forms answer and close it at the same path.
#[must_use]
pub fn inbox_conversation(conversation: ConversationId) -> String {
    format!("{SUPPORT_INBOX}/{conversation}")
}

/// Where a form takes a key of the API back.
#[must_use]
pub fn revoke_api_key(key: ApiKeyId) -> String {
    format!("{API_KEYS}/{key}/revoke")
}

/// Where a form does something with a webhook: a word for what.
#[must_use]
pub fn hook(hook: HookId, what: &str) -> String {
    format!("{HOOKS}/{hook}/{what}")
}

/// Where a form does something with a device: a word for what.
#[must_use]
pub fn device(device: DeviceId, what: &str) -> String {
    format!("{DEVICES}/{device}/{what}")
}

/// Where a form has a message to a webhook sent once more.
#[must_use]
pub fn replay(delivery: DeliveryId) -> String {
    format!("{HOOKS}/messages/{delivery}/replay")
}

/// The id of a profile's card on that page.
#[must_use]
pub fn profile_anchor(profile: ProfileId) -> String {
    format!("profile-{profile}")
}

/// The figures of one channel.
#[must_use]
pub fn analytics_of(channel: ChannelId) -> String {
    format!("{ANALYTICS}/{channel}")
}

/// A post: its state, and how it is changed. A form sends the change to the same path.
#[must_use]
pub fn post(post: PostId) -> String {
    format!("{SCHEDULER}/posts/{post}")
}

/// Where a form deletes it.
#[must_use]
pub fn delete_post(post: PostId) -> String {
    format!("{SCHEDULER}/posts/{post}/delete")
}

/// Where a form approves a post that is proposed.
#[must_use]
pub fn approve_post(post: PostId) -> String {
    format!("{SCHEDULER}/posts/{post}/approve")
}

/// Where a form returns a post that is proposed.
#[must_use]
pub fn return_post(post: PostId) -> String {
    format!("{SCHEDULER}/posts/{post}/return")
}

/// A comment among those below the same post. A form sends what is done with it to the same path.
#[must_use]
pub fn comment(comment: CommentId) -> String {
    format!("{COMMUNITY}/{comment}")
}

/// Where a form sends an answer to it.
#[must_use]
pub fn answer(comment: CommentId) -> String {
    format!("{COMMUNITY}/{comment}/answer")
}

/// Where a form sends what is done with an answer.
#[must_use]
pub fn reply(reply: ReplyId) -> String {
    format!("{COMMUNITY}/replies/{reply}")
}

/// Where the round trip that mends `profile` begins. A plain link.
#[must_use]
pub fn connect(profile: ProfileId) -> String {
    format!("/connect/{profile}")
}

/// The same, in a window of its own, which closes itself.
#[must_use]
pub fn connect_in_window(profile: ProfileId) -> String {
    format!("/connect/{profile}?window=1")
}

/// The same, leading back where an earlier one does.
#[must_use]
pub fn connect_as_before(profile: ProfileId, back: WayBack) -> String {
    format!("/connect/{profile}{}", way_back('?', back))
}

/// The same, asking the network for another account than the one that is logged in there.
#[must_use]
pub fn connect_another_account(profile: ProfileId, back: WayBack) -> String {
    format!("/connect/{profile}?account=another{}", way_back('&', back))
}

fn way_back(sign: char, back: WayBack) -> String {
    match back {
        WayBack::Tab | WayBack::Link(_) => String::new(),
        WayBack::Window => format!("{sign}window=1"),
        WayBack::Walk => format!("{sign}walk=1"),
    }
}

/// A new reconnect link for a profile.
#[must_use]
pub fn new_link(profile: ProfileId) -> String {
    format!("{LINKS}?profile={profile}#new")
}

/// Where a form takes a link back.
#[must_use]
pub fn revoke_link(link: LinkId) -> String {
    format!("{LINKS}/{link}/revoke")
}

/// What a reconnect link's secret opens, to anybody who has it.
#[must_use]
pub fn link(secret: &str) -> String {
    format!("/link/{secret}")
}

/// Where the round trip that a link was made for begins.
#[must_use]
pub fn link_leads(secret: &str) -> String {
    format!("/link/{secret}/go")
}

/// How a round trip ended that was begun by a link, to the browser it was begun in.
#[must_use]
pub fn link_outcome(authorization: AuthorizationId) -> String {
    format!("/link/outcome/{authorization}")
}

/// Where it begins once more, in the same browser.
#[must_use]
pub fn link_again(authorization: AuthorizationId, another_account: bool) -> String {
    let another = if another_account { "?account=another" } else { "" };
    format!("/link/again/{authorization}{another}")
}

/// Where the round trip that adds a profile begins.
#[must_use]
pub fn connect_new(network: Network) -> String {
    format!("/connect/new/{}", network.slug())
}

/// The same, in a window of its own, which closes itself.
#[must_use]
pub fn connect_new_in_window(network: Network) -> String {
    format!("/connect/new/{}?window=1", network.slug())
}

/// The page that tells how an authorization ended.
#[must_use]
pub fn outcome(authorization: AuthorizationId) -> String {
    format!("/connect/outcome/{authorization}")
}

/// Where `network` sends the person back to; to be registered there, with the public URL before it.
#[must_use]
pub fn callback(network: Network) -> String {
    format!("/oauth/{}/callback", network.slug())
}

/// The login page that leads to `next` afterwards.
#[must_use]
pub fn login_then(next: &str) -> String {
    let next: String = url_escape(next);
    format!("{LOGIN}?next={next}")
}

/// Signing in by a passkey, which leads to `next` afterwards.
#[must_use]
pub fn passkey_sign_in_then(next: &str) -> String {
    with_query(PASSKEY_SIGN_IN, &[("next", Some(next).filter(|next| !next.is_empty()))])
}

/// Where a form removes one of the viewer's passkeys.
#[must_use]
pub fn remove_passkey(passkey: PasskeyId) -> String {
    format!("{ACCOUNT_PASSKEYS}/{passkey}/remove")
}

/// The second step of signing in that leads to `next` afterwards.
#[must_use]
pub fn second_step_then(next: &str) -> String {
    with_query(SECOND_STEP, &[("next", Some(next))])
}

/// `next` if it is a path of ours, so that a link to the login page cannot send anybody elsewhere.
#[must_use]
pub fn safe_next(next: &str) -> Option<&str> {
    let ours =
        next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    ours.then_some(next)
}

/// Where somebody goes who has just signed in: to the page that was asked for, else to where their role begins.
#[must_use]
pub fn after_signing_in(next: &str, role: Role) -> &str {
    match safe_next(next) {
        Some(next) => next,
        None => begin(role),
    }
}

/// What hangs on the login of a member, before they go.
#[must_use]
pub fn leaving(person: PersonId) -> String {
    format!("{TEAM}/{person}")
}

/// Where a form moves it to others.
#[must_use]
pub fn leaving_move(person: PersonId) -> String {
    format!("{TEAM}/{person}/move")
}

/// Where a form ends their membership.
#[must_use]
pub fn leaving_remove(person: PersonId) -> String {
    format!("{TEAM}/{person}/remove")
}

/// Where a form makes a new link for an invitation, or takes it back.
#[must_use]
pub fn invitation(invitation: InvitationId) -> String {
    format!("{INVITATIONS}/{invitation}")
}

/// The page behind an invitation's link. A form joins at the same path.
#[must_use]
pub fn join(secret: &str) -> String {
    format!("/invitation/{}", url_escape(secret))
}

/// The page behind the link for a new password. A form sends it to the same path.
#[must_use]
pub fn reset(secret: &str) -> String {
    format!("/login/reset/{}", url_escape(secret))
}

/// A path with those parameters of a query that have a value.
#[must_use]
pub fn with_query<V: AsRef<str>>(path: &str, parameters: &[(&str, Option<V>)]) -> String {
    let mut url = path.to_owned();
    let mut sign = '?';
    for (key, value) in parameters {
        if let Some(value) = value.as_ref().map(AsRef::as_ref).filter(|value| !value.is_empty()) {
            url.push(sign);
            url.push_str(key);
            url.push('=');
            url.push_str(&url_escape(value));
            sign = '&';
        }
    }
    url
}

/// Percent-encodes everything that is not unreserved (RFC 3986, section 2.3) or a slash.
#[must_use]
pub fn url_escape(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut escaped, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                escaped.push(char::from(byte));
            }
            _ => {
                const HEX: &[u8; 16] = b"0123456789ABCDEF";
                escaped.push('%');
                escaped.push(char::from(HEX[usize::from(byte >> 4)]));
                escaped.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
        escaped
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_paths_are_followed_after_signing_in() {
        assert_eq!(
            safe_next("/settings/social-profiles?q=a"),
            Some("/settings/social-profiles?q=a")
        );
        for elsewhere in
            ["", "https://evil.test/", "//evil.test", "/\\evil.test", "/a\r\nSet-Cookie: b"]
        {
            assert_eq!(safe_next(elsewhere), None, "{elsewhere:?}");
        }
    }

    #[test]
    fn a_page_belongs_to_an_app_by_its_folder() {
        assert!(is_of_an_app("/scheduler"));
        assert!(is_of_an_app("/scheduler/settings"));
        for other in ["/", "/schedulers", "/settings/scheduler"] {
            assert!(!is_of_an_app(other), "{other}");
        }
    }

    #[test]
    fn the_office_is_what_is_neither_social_profiles_nor_an_app() {
        for page in ["/settings/social-profiles/calendar", "/settings/team", "/account"] {
            assert!(is_of_the_office(page), "{page}");
        }
        for other in ["/settings/social-profiles", "/scheduler/settings", "/login", "/accounts"] {
            assert!(!is_of_the_office(other), "{other}");
        }
    }

    #[test]
    fn a_question_mark_in_next_stays_in_next() {
        assert_eq!(login_then("/a?b=c&d"), "/login?next=/a%3Fb%3Dc%26d");
    }
}
