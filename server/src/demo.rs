//! The demo: a believable agency, whose grants come from the sandbox over HTTP like everybody's.

mod conversation;
mod plan;

use std::{collections::BTreeMap, path::Path};

use app::{backend::DemoAccount, paths::PUSH};
use domain::{
    account::{Role, Viewer},
    authorization::WayBack,
    id::WorkspaceId,
    network::Network,
    outcome::Outcome,
    time::Timestamp,
};
use engine::{
    Engine,
    people::{FirstAccount, SignIn},
    ports::networks::Who,
    reconnect::{Begin, Begun, Callback, Completion, Target},
    vault::Token,
};
use networks::config::{Addresses, Credentials, NetworkConfig};
use sandbox::{
    control::client::{Client, Person as Stranger},
    person::Person,
};
use url::Url;

/// The networks the sandbox stands in for.
const NETWORKS: [Network; 10] = Network::ALL;
const CLIENT_ID: &str = "relink-demo";
/// Known to everybody, like all of the demo; it opens nothing but the sandbox.
const CLIENT_SECRET: &str = "relink-demo-secret";
pub(crate) const PASSWORD: &str = "relink-demo";
const MASTER: &str = "master@relink.test";
const REGULAR: &str = "regular@relink.test";
/// The Master Account of the workspace that answers as support.
pub(crate) const SUPPORT: &str = "support@relink.test";
/// Written when the seeding is complete; until then every start tries again.
const SEEDED: &str = "demo.seeded";

/// Somebody the agency works for, and what has happened since.
pub(crate) struct Member {
    network: Network,
    name: &'static str,
    /// The one identity to choose, where a login has several.
    identity: Option<&'static str>,
    fate: Fate,
}

#[rustfmt::skip]
const CAST: &[Member] = &[
    member(Network::Facebook, "Ada Novak", Fate::Dies("expire-tokens")),
    member(Network::Facebook, "Tomas Dvorak", Fate::Dies("change-password")),
    member(Network::Facebook, "Lena Fischer", Fate::LinkedDaysAgo(50)),
    // Her page has an Instagram account behind it.
    member(Network::Facebook, "Nora Becker", Fate::Lives),
    member(Network::Instagram, "Clara Winter", Fate::Lives),
    member(Network::X, "Oskar Lind", Fate::Dies("remove-app")),
    member(Network::X, "Nordic Bikes", Fate::Lives),
    member(Network::X, "Marta Kral", Fate::Lives),
    member(Network::LinkedIn, "Daniel Weiss", Fate::Dies("expire-tokens")),
    identity(Network::YouTube, "Hana Benes", "Hana Benes"),
    identity(Network::YouTube, "Hana Benes", "Vltava Sailing School"),
    member(Network::TikTok, "Mila Horvat", Fate::Lives),
    member(Network::Threads, "Emil Hansen", Fate::Lives),
    member(Network::Pinterest, "Henrik Dahl Interiors", Fate::Lives),
    member(Network::Mastodon, "Greta Holm", Fate::Lives),
    member(Network::Bluesky, "Iris Vondra", Fate::Lives),
];

pub(crate) const fn member(network: Network, name: &'static str, fate: Fate) -> Member {
    Member { network, name, identity: None, fate }
}

const fn identity(network: Network, name: &'static str, identity: &'static str) -> Member {
    Member { network, name, identity: Some(identity), fate: Fate::Lives }
}

/// What has happened to a demo profile since it was linked.
#[derive(Clone, Copy)]
pub(crate) enum Fate {
    Lives,
    /// By this cause of the sandbox's.
    Dies(&'static str),
    /// So that its sixty days are nearly over.
    LinkedDaysAgo(i64),
}

/// Why the demo could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The sandbox did not do as it was asked.
    #[error("the sandbox: {0}")]
    Control(#[from] sandbox::control::client::Error),
    /// The robot did not come through.
    #[error("signing {0} in at the sandbox: {1}")]
    Consent(&'static str, sandbox::person::Error),
    /// The engine did not do its part.
    #[error(transparent)]
    Engine(#[from] engine::Error),
    /// Somebody is missing in the sandbox's world.
    #[error("the sandbox does not know {0}; remove its database to begin anew")]
    Unknown(&'static str),
    /// A link did not end as it should.
    #[error("{0} could not be linked: {1}")]
    NotLinked(&'static str, String),
    /// The mark could not be written.
    #[error("writing the demo's mark: {0}")]
    Mark(#[from] std::io::Error),
}

/// The demo's accounts, as the login page and the terminal tell them.
#[derive(Debug, Clone, Copy)]
pub struct DemoAccounts;

impl DemoAccounts {
    /// Both accounts.
    #[must_use]
    pub fn shown(self) -> Vec<DemoAccount> {
        [(true, MASTER), (false, REGULAR)]
            .map(|(is_master, email)| DemoAccount {
                is_master,
                email: email.into(),
                password: PASSWORD.into(),
            })
            .into()
    }
}

/// Our apps at the sandbox.
#[must_use]
pub(crate) fn apps(sandbox_url: &str) -> BTreeMap<Network, NetworkConfig> {
    NETWORKS
        .map(|network| {
            let credentials = networks::registers_apps(network).then(credentials);
            let base_url = Some(format!("{sandbox_url}/{}", network.slug()));
            let addresses = Addresses { base_url, ..Addresses::default() };
            (network, NetworkConfig { credentials, addresses })
        })
        .into()
}

fn credentials() -> Credentials {
    Credentials { client_id: CLIENT_ID.into(), client_secret: Token::new(CLIENT_SECRET.into()) }
}

/// The one inside address that servers which people name may have: the sandbox's.
#[must_use]
pub(crate) fn inside(sandbox_url: &str) -> Vec<String> {
    sandbox_url.strip_prefix("http://").map(ToOwned::to_owned).into_iter().collect()
}

/// Where the sandbox's pictures come from: as one network at a path, and as the servers that have names of their own.
#[must_use]
pub(crate) fn picture_origins(sandbox_url: &str) -> String {
    let host = sandbox_url.trim_start_matches("http://");
    format!(" http://{host} http://social.{host} http://pds.{host}")
}

/// Registers our app, makes the accounts, links the profiles and lets happen to them what has happened. Idempotent: what
/// stands already is left as it is.
///
/// # Errors
/// [`Error`], one line.
pub(crate) async fn seed(
    engine: &Engine,
    sandbox_url: &str,
    folder: &Path,
    now: Timestamp,
) -> Result<(), Error> {
    let sandbox = Client::new(sandbox_url);
    for network in NETWORKS.into_iter().filter(|network| networks::registers_apps(*network)) {
        let redirect_uri = engine.redirect_uri(network);
        sandbox
            .register_client(network.slug(), CLIENT_ID, Some(CLIENT_SECRET), &[redirect_uri])
            .await?;
    }
    let mark = folder.join(SEEDED);
    if mark.exists() {
        return Ok(());
    }
    let viewer = accounts(engine).await?;
    let strangers = sandbox.people().await?;
    let mut linked = Vec::new();
    for member in CAST {
        let stranger = strangers
            .iter()
            .find(|it| it.network == member.network.slug() && it.name == member.name)
            .ok_or(Error::Unknown(member.name))?;
        let days = if let Fate::LinkedDaysAgo(days) = member.fate { days } else { 0 };
        sandbox.advance_clock(-days * 86_400).await?;
        let profile = link(engine, &viewer, member, stranger, sandbox_url).await;
        sandbox.advance_clock(days * 86_400).await?;
        linked.push((profile?, stranger, member.fate));
    }
    // Whoever dies now has figures of before.
    engine.count_due().await.map_err(engine::Error::from)?;
    for (profile, stranger, fate) in linked {
        if let Fate::Dies(cause) = fate {
            sandbox.cause(&stranger.network, &stranger.id, cause).await?;
        }
        engine.check(viewer.workspace, profile).await?;
    }
    plan::make(engine, &viewer, now).await?;
    conversation::make(engine, &sandbox, &viewer).await?;
    std::fs::write(mark, "The demo's people, profiles and causes are in place.\n")?;
    Ok(())
}

/// The networks that tell of themselves what happened to a grant.
const TELLING: [Network; 6] = [
    Network::Facebook,
    Network::Instagram,
    Network::X,
    Network::YouTube,
    Network::TikTok,
    Network::Threads,
];

/// Names our push addresses at the sandbox, which knocks at each: so Relink must be about to serve.
pub(crate) async fn name_push_addresses(sandbox_url: String, origin: String) {
    let sandbox = Client::new(sandbox_url);
    let credentials = credentials();
    let token = networks::verify_token(&credentials);
    for network in TELLING.map(Network::slug) {
        let url = format!("{origin}{PUSH}/{network}");
        let named = sandbox.register_push(network, CLIENT_ID, Some(&url), token.as_deref()).await;
        if let Err(error) = named {
            tracing::warn!(network, %error, "the sandbox will not tell of itself what happens");
        }
    }
}

/// What the person would type where the network asks where they are.
fn typed(network: Network, stranger: &Stranger, sandbox_url: &str) -> Option<String> {
    match network {
        Network::Mastodon => Some(sandbox_url.replace("http://", "social.")),
        Network::Bluesky => Some(stranger.id.clone()),
        _ => None,
    }
}

async fn accounts(engine: &Engine) -> Result<Viewer, Error> {
    let mut workspace: Option<WorkspaceId> = None;
    for (name, email, role) in
        [("Mara Havel", MASTER, Role::MasterAccount), ("Jonas Weber", REGULAR, Role::Regular)]
    {
        let account = FirstAccount {
            workspace: "Havel & Weber".into(),
            name: name.into(),
            email: email.into(),
            password: Token::new(PASSWORD.into()),
        };
        let made = engine.create_account(account, workspace, role, false).await?;
        workspace = match made {
            Ok((workspace, _)) => Some(workspace),
            Err(_) => Some(master(engine).await?.workspace),
        };
    }
    master(engine).await
}

/// The workspace that answers as support: one of its own, whose Master Account is made where it is missing. Whatever became of
/// that account since, nobody signs in here.
///
/// # Errors
/// The engine's.
pub(crate) async fn support(engine: &Engine) -> Result<WorkspaceId, Error> {
    if let Some(workspace) = engine.home_of(SUPPORT).await? {
        return Ok(workspace);
    }
    let account = FirstAccount {
        workspace: "Relink support".into(),
        name: "Petra Kolar".into(),
        email: SUPPORT.into(),
        password: Token::new(PASSWORD.into()),
    };
    let made = engine.create_account(account, None, Role::MasterAccount, false).await?;
    made.map(|(workspace, _)| workspace).map_err(|_| Error::Unknown(SUPPORT))
}

async fn master(engine: &Engine) -> Result<Viewer, Error> {
    match engine.sign_in(MASTER, Token::new(PASSWORD.into()), "").await? {
        SignIn::Opened(opened) => {
            engine.sign_out(&opened.secret).await?;
            Ok(opened.viewer)
        }
        SignIn::Wrong | SignIn::SecondStep(_) | SignIn::LockedUntil(_) => {
            Err(Error::Unknown(MASTER))
        }
    }
}

/// Lets a member sign in at the sandbox, agree to everything, and come back.
///
/// # Errors
/// The engine's, the sandbox's, and what kept them from coming back.
pub(crate) async fn link(
    engine: &Engine,
    viewer: &Viewer,
    member: &Member,
    stranger: &Stranger,
    sandbox_url: &str,
) -> Result<domain::id::ProfileId, Error> {
    let Member { network, name, identity, .. } = *member;
    let target = Target::New(network);
    let typed = typed(network, stranger, sandbox_url);
    let typed = typed.as_deref();
    let (who, back) = (Who::Whoever, WayBack::Tab);
    let wanted = Begin { viewer, target, who, typed, back, from: "" };
    let Begun { id, cookie, location } = engine.begin(wanted).await?;
    let person = Person {
        login: stranger.login.clone(),
        password: stranger.password.clone(),
        tick: identity.map(|identity| vec![identity.to_owned()]),
    };
    let back = person.consent(&location).await.map_err(|error| Error::Consent(name, error))?;
    let answer = Url::parse(&back).map_err(|error| Error::NotLinked(name, error.to_string()))?;
    let parameter = |wanted: &str| {
        answer.query_pairs().find(|(key, _)| key == wanted).map(|(_, value)| value.into_owned())
    };
    let callback = Callback {
        state: parameter("state").map(Token::new),
        code: parameter("code").map(Token::new),
        iss: parameter("iss"),
        error: parameter("error"),
        cookies: vec![(id, cookie)],
        viewer: Some(viewer.clone()),
        ..Callback::default()
    };
    match engine.complete(network, callback).await? {
        Completion::Ended { report, .. } => match report.outcome {
            Outcome::Connected { profile, .. } => Ok(profile),
            other => Err(Error::NotLinked(name, format!("{other:?}"))),
        },
        Completion::Refused(refusal) => Err(Error::NotLinked(name, format!("{refusal:?}"))),
    }
}
