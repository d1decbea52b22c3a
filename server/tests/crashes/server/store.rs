//! The store, with a step before and after each call.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    account::{Role, Viewer},
    authorization::Authorization,
    channel::LinkedChannel,
    comment::{Comment, Reply},
    community::CommunityRole,
    event::EventId,
    figure::{DayRange, Figure},
    id::{
        ApiKeyId, AuthorizationId, ChannelId, CommentId, ConversationId, DeliveryId, DeviceId,
        GroupId, HookId, InvitationId, LetterId, LinkId, PasskeyId, PersonId, PictureId, PostId,
        ProfileId, PushId, ReplyId, WorkspaceId,
    },
    language::{Language, Speech},
    network::Network,
    notice::Choices,
    outcome::{Outcome, Refusal},
    post::{Picture, PictureFormat, Post},
    profile::Profile,
    scheduling::SchedulerRole,
    slots::SlotPlan,
    standing::Standing,
    time::Timestamp,
    verdict::Verdict,
    walk::{self, Passed},
};
use engine::{
    ports::store::{
        Accounts, ApiKeys, Asks, Audits, Authorizations, Channels, Comments, CommunityRoles,
        Devices, Events, Figures, Forecasts, Grants, Histories, Hooks, Invitations, Letters, Links,
        Listenings, Notices, OwnAccount, Passkeys, Pictures, Posts, Profiles, Replies,
        SchedulerRoles, SecondFactors, Secrets, Servers, Signals, Store, Stored, Support, Team,
        Timetables, Turns, Walks,
        accounts::*,
        api_keys::*,
        asks::*,
        audits::*,
        authorizations::*,
        channels::*,
        comments::*,
        devices::{Device, DeviceRenewal, DuePush, NewDevice, NewPush, PushSettled},
        events::*,
        figures::{CountLater, Counted, Counting, Forgotten},
        forecasts::*,
        grants::*,
        histories::*,
        hooks::{CallSettled, DeliveryShown, DueDelivery, Hook, HookChange, NewDelivery, NewHook},
        letters::{LetterShown, NewLetter, Posted, Settled},
        links::{DueReminder, LinkMark, LinkShown, NewLink, Reminding},
        notices::{Board, NoticesTold},
        own_account::*,
        passkeys::{FoundPasskey, NewCeremony, NewPasskey, Passkey, PasskeyUse},
        pictures::*,
        posts::{self, Beyond, PostList, PostQuery, Queue, Seen, Writes},
        profiles::*,
        scheduler_roles::PostsRoleOf,
        second_factors::*,
        secrets::*,
        signals::*,
        support::{
            Added, Conversation, Message, NewConversation, NewMessage, Place, StandingChange,
        },
        team::*,
        timetables::*,
        turns::{self, Head as FirstPost, Sweep, TurnEnd, TurnRequest},
    },
    vault::{Fingerprint, Sealed, TokenDigest},
};
use tokio::sync::broadcast;

use super::steps::Steps;

/// A store whose steps are told.
pub(super) struct WatchedStore {
    inner: Arc<dyn Store>,
    steps: Arc<Steps>,
}

impl WatchedStore {
    pub(super) const fn new(inner: Arc<dyn Store>, steps: Arc<Steps>) -> Self {
        Self { inner, steps }
    }
}

/// Hands every method of a trait on to the store itself.
macro_rules! watched {
    ($trait:ident {
        $(fn $name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*
    } $($rest:item)*) => {
        #[async_trait]
        impl $trait for WatchedStore {
            $(async fn $name(&self, $($argument: $type),*) -> Stored<$answer> {
                self.steps.take("before", "store", stringify!($name));
                let done = self.inner.$name($($argument),*).await;
                self.steps.take("after", "store", stringify!($name));
                done
            })*
            $($rest)*
        }
    };
}

watched!(Accounts {
    fn is_set_up() -> bool;
    fn create_account(account: &NewAccount) -> AccountCreated;
    fn credentials(email: &str) -> Option<Credentials>;
    fn count_attempt(keys: &[AttemptLimit], now: Timestamp) -> Attempt;
    fn forget_attempts(key: &str) -> ();
    fn open_session(session: &NewSession) -> ();
    fn viewer(session: TokenDigest, now: Timestamp) -> Option<Viewer>;
    fn close_session(session: TokenDigest) -> ();
    fn master_accounts(workspace: WorkspaceId) -> Vec<(String, String)>;
    fn audit(entry: &AuditEntry) -> ();
});

watched!(ApiKeys {
    fn add_api_key(new: &NewApiKey) -> ();
    fn api_keys(workspace: WorkspaceId) -> Vec<ApiKey>;
    fn remove_api_key(workspace: WorkspaceId, key: ApiKeyId, audit: &AuditEntry) -> bool;
    fn find_api_key(digest: TokenDigest, from: &str, day: Timestamp, now: Timestamp) -> Option<OpenKey>;
    fn note_key_use(used: &KeyUse) -> ();
    fn begin_request(new: &NewRequest) -> Option<RequestBegan>;
    fn end_request(ended: &RequestEnded) -> ();
});

watched!(Asks {
    fn ask(ask: &NewAsk) -> bool;
    fn asks(workspace: WorkspaceId) -> Vec<Ask>;
});

watched!(Histories {
    fn history(workspace: WorkspaceId, profile: ProfileId, since: Timestamp) -> Vec<Noted>;
    fn histories(workspace: WorkspaceId, since: Timestamp) -> Vec<History>;
    fn forget_histories(before: Timestamp) -> ();
    fn count_renewals(counts: &[RenewalCount]) -> ();
    fn renewals_counted(workspace: WorkspaceId, since: Timestamp) -> Vec<(Network, u64)>;
});

watched!(Audits {
    fn audit_log(workspace: WorkspaceId, query: &AuditQuery) -> Vec<Shown>;
    fn audit_chain(chain: Option<WorkspaceId>, after: u64, limit: u32) -> Vec<Logged>;
    fn audit_head(chain: Option<WorkspaceId>) -> Option<Head>;
    fn audit_chains() -> Vec<Option<WorkspaceId>>;
    fn audited_people(workspace: WorkspaceId) -> Vec<(PersonId, String)>;
});

watched!(Authorizations {
    fn begin_authorization(new: &NewAuthorization) -> ();
    fn take_authorization(taking: &Taking) -> Result<Taken, Refusal>;
    fn fail_authorization(id: AuthorizationId, outcome: &Outcome, audit: &AuditEntry) -> ();
    fn authorization(workspace: WorkspaceId, id: AuthorizationId) -> Option<Authorization>;
    fn authorization_of_browser(id: AuthorizationId, cookie: TokenDigest) -> Option<Authorization>;
    fn land(landing: &Landing) -> Option<()>;
});

watched!(Channels {
    fn linked_channels(workspace: WorkspaceId) -> Vec<LinkedChannel>;
    fn linked_channel(workspace: WorkspaceId, channel: ChannelId) -> Option<LinkedChannel>;
    fn held_channel(workspace: WorkspaceId, channel: ChannelId) -> Option<HeldChannel>;
    fn channel_ids(workspace: WorkspaceId, network: Network, issuer: &str, remote_ids: &[String]) -> Vec<(String, ChannelId)>;
    fn put_first(change: &NewFirst) -> u32;
});

watched!(Comments {
    fn list_comments(workspace: WorkspaceId, query: &CommentQuery) -> CommentList;
    fn comment(workspace: WorkspaceId, comment: CommentId) -> Option<Comment>;
    fn thread(workspace: WorkspaceId, channel: ChannelId, post: &str, limit: u32) -> Vec<Comment>;
    fn count_comments(workspace: WorkspaceId, channels: &[ChannelId]) -> [u32; 5];
    fn change_comment(
        workspace: WorkspaceId, seen: u32, comment: &Comment, now: Timestamp
    ) -> bool;
    fn comments_by_half_hour(
        workspace: WorkspaceId, channels: &[ChannelId], from: Timestamp, until: Timestamp
    ) -> Vec<(Timestamp, u32)>;
});

watched!(CommunityRoles {
    fn members(workspace: WorkspaceId) -> Vec<Member>;
    fn community_roles(workspace: WorkspaceId, person: Option<PersonId>) -> Vec<RoleOf>;
    fn keep_community_roles(
        workspace: WorkspaceId, person: PersonId, roles: &[(ChannelId, CommunityRole)],
        audit: &AuditEntry
    ) -> bool;
});

watched!(Events {
    fn events_after(workspace: WorkspaceId, after: EventId, limit: u32) -> EventsRead;
    fn forget_events(before: Timestamp) -> ();
    fn standings() -> Vec<(Network, Standing)>;
    fn count_verdict(network: Network, verdict: &Verdict, now: Timestamp) -> Option<Standing>;
}
    fn alarm(&self) -> broadcast::Receiver<WorkspaceId> {
        self.inner.alarm()
    }
);

watched!(Devices {
    fn add_device(new: &NewDevice, most: usize) -> bool;
    fn devices(workspace: WorkspaceId, person: PersonId) -> Vec<Device>;
    fn devices_at(person: PersonId, endpoint: TokenDigest) -> Vec<(WorkspaceId, DeviceId)>;
    fn renew_device(renewal: &DeviceRenewal) -> bool;
    fn remove_device(workspace: WorkspaceId, person: PersonId, device: DeviceId, audit: &AuditEntry) -> bool;
    fn post_push(new: &NewPush, audit: &AuditEntry) -> bool;
    fn take_push(now: Timestamp, lease: Timestamp) -> Option<DuePush>;
    fn next_push() -> Option<Timestamp>;
    fn settle_push(workspace: WorkspaceId, push: PushId, settled: &PushSettled) -> ();
});

watched!(Figures {
    fn take_countings(request: &TurnRequest) -> turns::Taken;
    fn counting(workspace: WorkspaceId, channel: ChannelId) -> Option<Counting>;
    fn countings(workspace: WorkspaceId) -> Vec<Counting>;
    fn count(counted: &Counted) -> ();
    fn count_later(later: &CountLater) -> ();
    fn wake_uncounted(workspace: Option<WorkspaceId>, now: Timestamp) -> ();
    fn figures(
        workspace: WorkspaceId, channels: &[ChannelId], days: &DayRange
    ) -> Vec<(ChannelId, Figure)>;
    fn forgotten(workspace: WorkspaceId, channels: &[ChannelId]) -> Vec<Forgotten>;
});

watched!(Forecasts {
    fn foreseen(workspace: WorkspaceId, until: Timestamp, limit: u32) -> Vec<Foreseen>;
    fn keep_feed(feed: &NewFeed) -> ();
    fn feed(secret: TokenDigest) -> Option<Viewer>;
});

watched!(Grants {
    fn held_profile(workspace: WorkspaceId, profile: ProfileId) -> Option<HeldProfile>;
    fn take_due(request: &DueRequest) -> Due;
    fn put_off(workspace: WorkspaceId, profile: ProfileId, at: Timestamp) -> ();
    fn record_check(check: &Check) -> bool;
    fn begin_renewal(request: &RenewalRequest) -> Begun;
    fn record_renewal(renewal: &RenewalRecord) -> Option<u64>;
    fn end_renewal(held: &Held, spent: bool) -> ();
    fn same_identity(fingerprint: Fingerprint) -> Vec<(WorkspaceId, ProfileId)>;
    fn remove_profile(workspace: WorkspaceId, profile: ProfileId, audit: &AuditEntry) -> bool;
});

watched!(Invitations {
    fn invite(invitation: &NewInvitation) -> Invited;
    fn invitations(workspace: WorkspaceId, limit: u32) -> Vec<Invitation>;
    fn invitation(workspace: WorkspaceId, invitation: InvitationId) -> Option<Invitation>;
    fn renew_invitation(renewal: &InvitationRenewal) -> Option<Invitation>;
    fn revoke_invitation(
        workspace: WorkspaceId, invitation: InvitationId, audit: &AuditEntry
    ) -> bool;
    fn open_invitation(secret: TokenDigest, now: Timestamp) -> Option<OpenInvitation>;
    fn join(joining: &Joining) -> Joined;
});

watched!(Hooks {
    fn add_hook(new: &NewHook, most: usize) -> bool;
    fn hooks(workspace: WorkspaceId) -> Vec<Hook>;
    fn change_hook(change: &HookChange) -> bool;
    fn remove_hook(workspace: WorkspaceId, hook: HookId, audit: &AuditEntry) -> bool;
    fn post_delivery(new: &NewDelivery, audit: &AuditEntry) -> bool;
    fn replay_delivery(workspace: WorkspaceId, delivery: DeliveryId, now: Timestamp, audit: &AuditEntry) -> bool;
    fn take_delivery(now: Timestamp, lease: Timestamp) -> Option<DueDelivery>;
    fn next_delivery() -> Option<Timestamp>;
    fn settle_delivery(workspace: WorkspaceId, delivery: DeliveryId, settled: &CallSettled) -> ();
    fn deliveries(workspace: WorkspaceId, limit: u32) -> Vec<DeliveryShown>;
    fn forget_deliveries(before: Timestamp) -> ();
});

watched!(Letters {
    fn post_letter(letter: &NewLetter, audit: &AuditEntry) -> ();
    fn take_letter(now: Timestamp, lease: Timestamp) -> Option<Posted>;
    fn next_letter() -> Option<Timestamp>;
    fn settle_letter(letter: LetterId, settled: &Settled) -> ();
    fn letters(workspace: WorkspaceId, limit: u32) -> Vec<LetterShown>;
    fn letters_kept(limit: u32) -> Vec<Posted>;
    fn forget_letters(before: Timestamp) -> ();
});

watched!(Links {
    fn make_link(new: &NewLink) -> bool;
    fn links(workspace: WorkspaceId, limit: u32) -> Vec<LinkShown>;
    fn link(workspace: WorkspaceId, id: LinkId) -> Option<LinkShown>;
    fn link_of_secret(secret: TokenDigest) -> Option<LinkShown>;
    fn mark_link(workspace: WorkspaceId, id: LinkId, mark: &LinkMark, audit: &AuditEntry) -> bool;
    fn reminders_due(now: Timestamp, limit: u32) -> Vec<DueReminder>;
    fn next_reminder() -> Option<Timestamp>;
    fn remind(reminding: &Reminding) -> bool;
});

watched!(Listenings {
    fn take_listenings(request: &TurnRequest) -> turns::Taken;
    fn listening(workspace: WorkspaceId, channel: ChannelId) -> Option<Listening>;
    fn listenings(workspace: WorkspaceId) -> Vec<Listening>;
    fn hear(heard: &Heard) -> u32;
    fn hear_later(later: &HearLater) -> ();
    fn wake_blind(workspace: Option<WorkspaceId>, now: Timestamp) -> ();
    fn unheard(workspace: WorkspaceId) -> Vec<Unheard>;
});

watched!(Notices {
    fn notices_due(now: Timestamp, limit: u32) -> Vec<WorkspaceId>;
    fn next_notice() -> Option<Timestamp>;
    fn unheard_workspaces() -> Vec<WorkspaceId>;
    fn notice_board(workspace: WorkspaceId, ending_before: Timestamp) -> Option<Board>;
    fn write_notices(told: &NoticesTold) -> bool;
    fn notice_choices(workspace: WorkspaceId, person: PersonId) -> Option<Choices>;
    fn keep_notice_choices(
        workspace: WorkspaceId, person: PersonId, choices: &Choices, now: Timestamp
    ) -> ();
});

watched!(OwnAccount {
    fn password_of(person: PersonId) -> Option<String>;
    fn rename(person: PersonId, name: &str, audit: &AuditEntry) -> ();
    fn choose_language(person: PersonId, chosen: Option<Language>) -> ();
    fn speech_of(reader: &Reader) -> Option<Speech>;
    fn change_password(change: &PasswordChange) -> ();
    fn begin_reset(reset: &NewReset) -> Option<PersonId>;
    fn open_reset(secret: TokenDigest, now: Timestamp) -> Option<(PersonId, String)>;
    fn reset_password(secret: TokenDigest, change: &PasswordChange) -> bool;
    fn sessions_of(person: PersonId, now: Timestamp) -> Vec<SessionSeen>;
    fn see_session(seen: &Sight) -> ();
    fn end_sessions(person: PersonId, which: Ending, audit: &AuditEntry) -> u64;
});

watched!(Pictures {
    fn keep_picture(picture: &NewPicture) -> ();
    fn picture(workspace: WorkspaceId, picture: PictureId) -> Option<Picture>;
    fn held_picture(workspace: WorkspaceId, picture: PictureId) -> Option<HeldPicture>;
    fn picture_name(workspace: WorkspaceId, picture: PictureId) -> Option<String>;
    fn picture_named(name: &str) -> Option<(PictureFormat, Vec<u8>)>;
    fn forget_pictures(before: Timestamp) -> ();
});

watched!(SchedulerRoles {
    fn scheduler_roles(workspace: WorkspaceId, person: Option<PersonId>) -> Vec<PostsRoleOf>;
    fn keep_scheduler_roles(
        workspace: WorkspaceId, person: PersonId, roles: &[(ChannelId, SchedulerRole)],
        audit: &AuditEntry
    ) -> bool;
});

watched!(Posts {
    fn add_posts(
        workspace: WorkspaceId, posts: &[Post], audit: &[AuditEntry], now: Timestamp
    ) -> bool;
    fn post(workspace: WorkspaceId, post: PostId) -> Option<Post>;
    fn posts_of_group(workspace: WorkspaceId, group: GroupId) -> Vec<Post>;
    fn list_posts(workspace: WorkspaceId, query: &PostQuery) -> PostList;
    fn write_posts(writes: &Writes) -> bool;
    fn delete_posts(workspace: WorkspaceId, posts: &[Seen], now: Timestamp) -> bool;
    fn planned_times(
        workspace: WorkspaceId, channel: ChannelId, after: Timestamp
    ) -> Vec<Timestamp>;
    fn attempts(workspace: WorkspaceId, post: PostId) -> Vec<posts::Attempt>;
    fn queues(workspace: WorkspaceId) -> Vec<Queue>;
    fn planned_after(
        workspace: WorkspaceId, channels: &[(ChannelId, Timestamp)]
    ) -> Vec<Beyond>;
    fn published_by_day(
        workspace: WorkspaceId, channels: &[ChannelId], days: &DayRange
    ) -> Vec<(ChannelId, Timestamp, u32)>;
});

watched!(Profiles {
    fn list_profiles(workspace: WorkspaceId, query: &ProfileQuery) -> ProfileList;
    fn find_profile(workspace: WorkspaceId, profile: ProfileId) -> Option<(Profile, EventId)>;
});

watched!(Replies {
    fn replies(workspace: WorkspaceId, comments: &[CommentId]) -> Vec<Reply>;
    fn reply(workspace: WorkspaceId, reply: ReplyId) -> Option<Reply>;
    fn write_reply(write: &ReplyWrite) -> bool;
    fn delete_reply(workspace: WorkspaceId, reply: ReplyId, seen: u32, now: Timestamp) -> bool;
    fn open_replies(workspace: WorkspaceId, channel: ChannelId) -> Vec<Reply>;
    fn sent_as(workspace: WorkspaceId, channel: ChannelId, remote_ids: &[String]) -> Vec<String>;
});

watched!(Passkeys {
    fn passkeys(person: PersonId) -> Vec<Passkey>;
    fn begin_ceremony(new: &NewCeremony, proven: Option<&Proven>) -> bool;
    fn take_ceremony(secret: TokenDigest, person: Option<PersonId>, now: Timestamp) -> Option<String>;
    fn add_passkey(new: &NewPasskey, most: usize) -> bool;
    fn find_passkey(credential: TokenDigest) -> Option<FoundPasskey>;
    fn note_passkey_use(used: &PasskeyUse) -> bool;
    fn remove_passkey(person: PersonId, passkey: PasskeyId, audit: &AuditEntry) -> bool;
});

watched!(SecondFactors {
    fn second_factor(person: PersonId) -> Option<SecondFactor>;
    fn begin_second_factor(person: PersonId, seed: &Sealed, now: Timestamp) -> bool;
    fn confirm_second_factor(confirmed: &Confirmed) -> bool;
    fn renew_recovery_codes(proven: &Proven, codes: &[TokenDigest]) -> bool;
    fn end_second_factor(proven: &Proven) -> bool;
    fn end_second_factor_of(email: &str, audit: &AuditEntry) -> Option<bool>;
    fn begin_sign_in(pending: &PendingSignIn) -> ();
    fn guess_second_step(secret: TokenDigest, most: u32, now: Timestamp) -> Option<Guess>;
    fn pass_second_step(secret: TokenDigest, proven: &Proven) -> bool;
});

watched!(Secrets {
    fn sealed_after(after: Option<&Walk>, limit: u32) -> Vec<SealedAt>;
    fn reseal(secrets: &[Resealed]) -> u64;
    fn installation_secret(name: &str) -> Option<Sealed>;
    fn keep_installation_secret(name: &str, secret: &Sealed) -> Sealed;
});

watched!(Servers {
    fn server_secret(network: Network, server: &str) -> Option<Sealed>;
    fn keep_server_secret(network: Network, server: &str, secret: &Sealed, now: Timestamp) -> ();
});

watched!(Signals {
    fn take_signal(signal: &TakenSignal) -> Option<Vec<(WorkspaceId, ProfileId)>>;
    fn forget_signals(before: Timestamp) -> ();
});

watched!(Support {
    fn open_conversation(new: &NewConversation) -> Option<ConversationId>;
    fn add_message(new: &NewMessage) -> Added;
    fn conversations_of(workspace: WorkspaceId, person: PersonId, limit: u32) -> Vec<Conversation>;
    fn conversation(id: ConversationId) -> Option<Conversation>;
    fn messages(workspace: WorkspaceId, conversation: ConversationId, limit: u32) -> Vec<Message>;
    fn read_conversation(workspace: WorkspaceId, conversation: ConversationId, up_to: u32) -> ();
    fn inbox(after: Option<Place>, limit: u32) -> Vec<Conversation>;
    fn stand_conversation(change: &StandingChange) -> bool;
});

watched!(Team {
    fn change_role(change: &MembershipChange, role: Role) -> TeamChange;
    fn remove_member(change: &MembershipChange) -> TeamChange;
    fn connectors(workspace: WorkspaceId) -> Vec<Connector>;
    fn workspaces_of(person: PersonId) -> Vec<Membership>;
    fn switch_workspace(
        session: TokenDigest, workspace: WorkspaceId, audit: &AuditEntry
    ) -> bool;
});

watched!(Timetables {
    fn timetable(workspace: WorkspaceId) -> Option<Timetable>;
    fn keep_timetable(
        workspace: WorkspaceId, timetable: &Timetable, audit: &AuditEntry
    ) -> ();
    fn slots(workspace: WorkspaceId, channel: ChannelId) -> SlotPlan;
    fn keep_slots(
        workspace: WorkspaceId, channel: ChannelId, plan: &SlotPlan, audit: &AuditEntry
    ) -> bool;
});

watched!(Turns {
    fn take_turns(request: &TurnRequest) -> turns::Taken;
    fn head(workspace: WorkspaceId, channel: ChannelId, now: Timestamp) -> FirstPost;
    fn sweep(sweep: &Sweep) -> bool;
    fn begin_attempt(workspace: WorkspaceId, seen: &Seen, post: &Post) -> bool;
    fn end_attempt(writes: &Writes, number: u32, outcome: &str) -> bool;
    fn end_turn(end: &TurnEnd) -> ();
    fn wake_held(workspace: Option<WorkspaceId>, now: Timestamp) -> ();
});

watched!(Walks {
    fn walk(workspace: WorkspaceId, person: PersonId) -> Option<walk::Walk>;
    fn keep_walk(workspace: WorkspaceId, person: PersonId, walk: &walk::Walk) -> ();
    fn walked(workspace: WorkspaceId, person: PersonId, profile: ProfileId, passed: Option<Passed>) -> ();
});
