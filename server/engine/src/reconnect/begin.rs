//! The first half: from the click to the network's sign-in page.

use domain::{
    account::Viewer,
    authorization::{Binding, Purpose, WayBack},
    id::{AuthorizationId, PersonId, ProfileId, WorkspaceId},
    network::Network,
    outcome::Failure,
};

use super::complete::failure_of_verdict;
use crate::{
    Engine, Error, only_masters,
    ports::{
        networks::{AuthorizeRequest, Departure, NoDeparture, Who},
        store::{accounts::AuditEntry, authorizations::NewAuthorization},
    },
    vault::{Place, Token},
};

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Begin<'a> {
    /// Who asks.
    pub viewer: &'a Viewer,
    /// A profile to mend, or a network to add one of.
    pub target: Target,
    /// Whom the network should ask for.
    pub who: Who,
    /// The server or handle that a person typed, where the network asks for one.
    pub typed: Option<&'a str>,
    /// Where it leads back to.
    pub back: WayBack,
    /// The client's address, for the audit log.
    pub from: &'a str,
}

/// What is wanted by somebody who was let in, by their session or by a link.
pub(super) struct Leaving<'a> {
    pub(super) workspace: WorkspaceId,
    /// Who asks, or who made the link.
    pub(super) person: PersonId,
    pub(super) target: Target,
    pub(super) who: Who,
    pub(super) typed: Option<&'a str>,
    pub(super) back: WayBack,
    pub(super) from: &'a str,
}

/// Who acts, for the audit log: nobody that is known here, where a link let them in.
pub(super) fn actor(person: PersonId, back: WayBack) -> Option<PersonId> {
    back.link().is_none().then_some(person)
}

/// What an authorization is begun for.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    /// Mend this profile.
    Profile(ProfileId),
    /// Add a profile of this network.
    New(Network),
}

/// An authorization that waits for the network's answer.
#[derive(Debug)]
pub struct Begun {
    /// Its id, which names its cookie.
    pub id: AuthorizationId,
    /// Its cookie's secret.
    pub cookie: Token,
    /// Where to send the person. Contains the state in clear.
    pub location: String,
}

impl Engine {
    /// Where `network` sends people back to. Differs per network, so that an answer of one cannot be passed off as
    /// another's (RFC 9700, section 4.4).
    #[must_use]
    pub fn redirect_uri(&self, network: Network) -> String {
        format!("{}/oauth/{}/callback", self.settings.public_url, network.slug())
    }

    /// Makes an authorization, bound to the viewer, the workspace, the network and, where one is to be mended, the
    /// profile.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for an unknown or foreign profile,
    /// [`Error::NotConfigured`] where the network has no client credentials, and [`Error::NotLeft`] where there is
    /// nowhere to send the person to.
    pub async fn begin(&self, wanted: Begin<'_>) -> Result<Begun, Error> {
        let Begin { viewer, target, who, typed, back, from } = wanted;
        only_masters(viewer)?;
        let (workspace, person) = (viewer.workspace, viewer.person);
        self.depart(Leaving { workspace, person, target, who, typed, back, from }).await
    }

    /// [`Engine::begin`], for whoever was let in.
    pub(super) async fn depart(&self, wanted: Leaving<'_>) -> Result<Begun, Error> {
        let Leaving { workspace, person, target, who, typed, back, from } = wanted;
        let (network, purpose, expected) = match target {
            Target::New(network) => (network, Purpose::Connect, None),
            Target::Profile(id) => {
                let found = self.store.find_profile(workspace, id).await?;
                let (profile, _) = found.ok_or(Error::NotFound)?;
                (profile.network, Purpose::Reconnect { profile: id }, Some(profile.identity))
            }
        };
        let adapter = self.networks.adapter(network).ok_or(Error::NotConfigured(network))?;

        let now = self.clock.now();
        let id = AuthorizationId::new(now, self.fresh_id());
        let (state, cookie) = (self.fresh_secret(), self.fresh_secret());
        let verifier = adapter.ways().pkce.then(|| self.fresh_secret());
        let request = AuthorizeRequest {
            redirect_uri: &self.redirect_uri(network),
            state: &state,
            verifier: verifier.as_ref(),
            who,
            expected: expected.as_ref(),
            typed,
        };
        let Departure { location, issuer, memo } = match adapter.authorize(&request).await {
            Ok(departure) => departure,
            Err(why) => return Err(Error::NotLeft { network, failure: failure_of(why) }),
        };
        let about = purpose.profile().map_or_else(|| network.slug().to_owned(), |p| p.to_string());
        self.store
            .begin_authorization(&NewAuthorization {
                binding: Binding {
                    id,
                    workspace,
                    person,
                    network,
                    purpose,
                    begun_at: now,
                    back,
                    issuer,
                },
                state: state.digest(),
                cookie: cookie.digest(),
                verifier: verifier.map(|v| self.vault.seal(&v, Place::Verifier(workspace, id))),
                memo: memo.map(|memo| self.vault.seal(&memo, Place::Memo(workspace, id))),
                audit: AuditEntry {
                    workspace: Some(workspace),
                    person: actor(person, back),
                    what: "authorization.begun".into(),
                    about,
                    from: from.into(),
                    at: now,
                },
            })
            .await?;
        Ok(Begun { id, cookie, location })
    }
}

fn failure_of(why: NoDeparture) -> Failure {
    match why {
        NoDeparture::NotFound => Failure::NoSuchServer,
        NoDeparture::Refused(verdict) => failure_of_verdict(verdict),
    }
}
