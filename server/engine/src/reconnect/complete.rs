//! The second half: what a network's answer is worth, step by step. Nothing is written before the last one.

use domain::{
    account::Viewer,
    authorization::{Authorization, Binding},
    cause::Cause,
    id::AuthorizationId,
    network::Network,
    outcome::{Failure, Outcome, Refusal, Report},
    verdict::Verdict,
};

use super::{begin::actor, land::Came};
use crate::{
    Engine, Error, only_masters,
    ports::{
        networks::{Adapter, Arrival, Issuer},
        store::{
            accounts::AuditEntry,
            authorizations::{Taken, Taking},
        },
    },
    vault::{Place, Token},
};

/// A request to a redirect URI, parsed and not yet believed.
#[derive(Debug, Clone, Default)]
pub struct Callback {
    /// The `state` parameter.
    pub state: Option<Token>,
    /// The `code` parameter.
    pub code: Option<Token>,
    /// The `error` parameter (RFC 6749, section 4.1.2.1, and the networks' own words).
    pub error: Option<String>,
    /// The `iss` parameter (RFC 9207).
    pub iss: Option<String>,
    /// The authorization cookies of this browser.
    pub cookies: Vec<(AuthorizationId, Token)>,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// The client's address, for the audit log.
    pub from: String,
}

/// How a callback ended.
#[derive(Debug)]
pub enum Completion {
    /// Nothing in it was believed.
    Refused(Refusal),
    /// It belonged to an authorization, which has ended.
    Ended {
        /// Whose outcome can be read now.
        id: AuthorizationId,
        /// What to show.
        report: Box<Report>,
    },
}

impl Engine {
    /// Takes what came back from `network`, in a task of its own: a browser that goes away in the middle stops nothing.
    ///
    /// # Errors
    /// Only those of store and vault; then the authorization stays taken, and the person starts again.
    pub async fn complete(
        &self,
        network: Network,
        callback: Callback,
    ) -> Result<Completion, Error> {
        let engine = self.clone();
        tokio::spawn(async move { engine.complete_here(network, callback).await })
            .await
            .map_err(|_| Error::CutOff)?
    }

    async fn complete_here(
        &self,
        network: Network,
        callback: Callback,
    ) -> Result<Completion, Error> {
        let taken = match self.take(network, &callback).await? {
            Ok(taken) => taken,
            Err(refusal) => {
                self.count_refusal(network, refusal, &callback).await?;
                return Ok(Completion::Refused(refusal));
            }
        };
        let binding = taken.binding.clone();
        let outcome = match self.exchange(taken, &callback).await? {
            Ok(came) => self.land(came, &callback.from).await?,
            Err(failure) => {
                let outcome = Outcome::Failed { profile: binding.purpose.profile(), failure };
                self.fail(&binding, &outcome, &callback.from).await?;
                outcome
            }
        };
        self.tell_way_back(&binding, &outcome, &callback.from).await?;
        let report = Box::new(Report { network, outcome, back: binding.back });
        Ok(Completion::Ended { id: binding.id, report })
    }

    /// What a person is shown of their authorization's end; `None` while it has none.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown one and for another person's alike.
    pub async fn report(
        &self,
        viewer: &Viewer,
        id: AuthorizationId,
    ) -> Result<Option<Report>, Error> {
        only_masters(viewer)?;
        let found = self.store.authorization(viewer.workspace, id).await?;
        let authorization = found
            .filter(|authorization| authorization.binding().person == viewer.person)
            .ok_or(Error::NotFound)?;
        Ok(report_of(&authorization))
    }

    async fn take(
        &self,
        network: Network,
        callback: &Callback,
    ) -> Result<Result<Taken, Refusal>, Error> {
        let Some(state) = &callback.state else {
            return Ok(Err(Refusal::Unknown));
        };
        let taking = Taking {
            state: state.digest(),
            network,
            cookies: callback.cookies.iter().map(|(id, secret)| (*id, secret.digest())).collect(),
            viewer: callback.viewer.as_ref().map(|viewer| (viewer.person, viewer.workspace)),
        };
        Ok(self.store.take_authorization(&taking).await?)
    }

    /// From a taken state to a known person with tokens in hand, or to the reason why not.
    async fn exchange(
        &self,
        taken: Taken,
        callback: &Callback,
    ) -> Result<Result<Came, Failure>, Error> {
        let Taken { binding, verifier, memo } = taken;
        let now = self.clock.now();
        if binding.is_too_late(now) {
            return Ok(Err(Failure::TooLate));
        }
        if let Some(link) = binding.back.link()
            && !self.lets_in(binding.workspace, link).await?
        {
            return Ok(Err(Failure::LinkEnded));
        }
        if let Some(code) = &callback.error {
            return Ok(Err(failure_of_error_parameter(code)));
        }
        let Some(adapter) = self.networks.adapter(binding.network) else {
            return Ok(Err(Failure::Misconfigured { code: "not_configured".into() }));
        };
        if !is_from(&binding, adapter.ways().issuer, callback.iss.as_deref()) {
            return Ok(Err(Failure::MixedUp));
        }
        let Some(code) = &callback.code else {
            return Ok(Err(Failure::MissingCode));
        };
        let verifier = verifier
            .map(|sealed| self.vault.open(&sealed, Place::Verifier(binding.workspace, binding.id)))
            .transpose()?;
        let memo = memo
            .map(|sealed| self.vault.open(&sealed, Place::Memo(binding.workspace, binding.id)))
            .transpose()?;

        let arrival = Arrival {
            code,
            verifier: verifier.as_ref(),
            redirect_uri: &self.redirect_uri(binding.network),
            memo: memo.as_ref(),
            now,
        };
        let granted = match adapter.exchange(&arrival).await {
            Ok(granted) => granted,
            Err(verdict) => {
                self.count_unless_about_a_token(adapter, &binding, &verdict).await?;
                return Ok(Err(failure_of_verdict(verdict)));
            }
        };
        match adapter.identify(&granted.tokens.access).await {
            Ok(identity) => Ok(Ok(Came { binding, identity, granted })),
            Err(verdict) => {
                self.count_unless_about_a_token(adapter, &binding, &verdict).await?;
                self.look_again_after_login(adapter, &binding).await?;
                Ok(Err(failure_of_verdict(verdict)))
            }
        }
    }

    /// A network that cannot answer, or does not take us, is known to everybody; a refused code is not its trouble.
    async fn count_unless_about_a_token(
        &self,
        adapter: &dyn Adapter,
        binding: &Binding,
        verdict: &Verdict,
    ) -> Result<(), Error> {
        if !matches!(verdict, Verdict::Dead(_)) {
            self.count(adapter, binding.network, verdict, self.clock.now()).await?;
        }
        Ok(())
    }

    /// The login may have replaced the grant the profile lives on, although we do not know who came.
    async fn look_again_after_login(
        &self,
        adapter: &dyn Adapter,
        binding: &Binding,
    ) -> Result<(), Error> {
        if let (true, Some(profile)) =
            (adapter.ways().login_replaces_grant, binding.purpose.profile())
        {
            self.check_soon([(binding.workspace, profile)]);
        }
        Ok(())
    }

    pub(super) async fn fail(
        &self,
        binding: &Binding,
        outcome: &Outcome,
        from: &str,
    ) -> Result<(), Error> {
        let audit = AuditEntry {
            workspace: Some(binding.workspace),
            person: actor(binding.person, binding.back),
            what: outcome_word(outcome).to_owned(),
            about: binding
                .purpose
                .profile()
                .map_or_else(|| binding.network.slug().to_owned(), |profile| profile.to_string()),
            from: from.into(),
            at: self.clock.now(),
        };
        Ok(self.store.fail_authorization(binding.id, outcome, &audit).await?)
    }

    async fn count_refusal(
        &self,
        network: Network,
        refusal: Refusal,
        callback: &Callback,
    ) -> Result<(), Error> {
        let what = match refusal {
            Refusal::Unknown => "callback.unknown",
            Refusal::Replayed => "callback.replayed",
            Refusal::OtherNetwork => "callback.other_network",
        };
        let entry = AuditEntry {
            workspace: callback.viewer.as_ref().map(|viewer| viewer.workspace),
            person: callback.viewer.as_ref().map(|viewer| viewer.person),
            what: what.into(),
            about: network.slug().into(),
            from: callback.from.clone(),
            at: self.clock.now(),
        };
        Ok(self.store.audit(&entry).await?)
    }
}

pub(super) fn report_of(authorization: &Authorization) -> Option<Report> {
    let binding = authorization.binding();
    Some(Report {
        network: binding.network,
        outcome: authorization.outcome()?.clone(),
        back: binding.back,
    })
}

/// Whether an answer comes from whom the person was sent to. A network of one place may leave `iss` out; where servers are
/// many it must be there, or one of them could pass off its answer as another's (RFC 9207, RFC 9700 section 4.4).
fn is_from(binding: &Binding, issuer: Issuer, iss: Option<&str>) -> bool {
    match (iss, issuer) {
        (Some(iss), _) => iss == binding.issuer,
        (None, Issuer::Fixed(_)) => true,
        (None, Issuer::EachServer) => false,
    }
}

/// The words networks use for "the person pressed Cancel": RFC 6749's, and LinkedIn's two.
fn failure_of_error_parameter(code: &str) -> Failure {
    match code {
        "access_denied" | "user_cancelled_login" | "user_cancelled_authorize" => Failure::Cancelled,
        _ => Failure::NetworkError { code: printable(code) },
    }
}

pub(super) fn failure_of_verdict(verdict: Verdict) -> Failure {
    match verdict {
        Verdict::Dead(Cause::Unrecognised { code }) => Failure::CodeRefused { code },
        Verdict::Dead(cause) => Failure::CodeRefused { code: format!("{cause:?}") },
        Verdict::Limited { until } => Failure::Limited { until },
        Verdict::Ours { code } => Failure::Misconfigured { code },
        Verdict::Alive | Verdict::Unavailable => Failure::Unavailable,
    }
}

/// The word of the audit log for how a round trip ended.
fn outcome_word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Connected { .. } => "authorization.connected",
        Outcome::WrongPerson { .. } => "authorization.wrong_person",
        Outcome::Failed { failure, .. } => match failure {
            Failure::LinkEnded => "authorization.link_ended",
            Failure::Cancelled => "authorization.cancelled",
            Failure::TooLate => "authorization.too_late",
            Failure::NetworkError { .. } => "authorization.network_error",
            Failure::MissingCode => "authorization.missing_code",
            Failure::MixedUp => "authorization.mixed_up",
            Failure::CodeRefused { .. } => "authorization.code_refused",
            Failure::Unavailable => "authorization.unavailable",
            Failure::Limited { .. } => "authorization.limited",
            Failure::Misconfigured { .. } => "authorization.misconfigured",
            Failure::NoSuchServer => "authorization.no_such_server",
            Failure::ProfileGone => "authorization.profile_gone",
        },
    }
}

/// What a stranger sent, made fit for a page and a log.
fn printable(text: &str) -> String {
    text.chars().filter(char::is_ascii_graphic).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cancel_is_known_in_every_networks_words() {
        for word in ["access_denied", "user_cancelled_login", "user_cancelled_authorize"] {
            assert_eq!(failure_of_error_parameter(word), Failure::Cancelled);
        }
        let code = "server_error".to_owned();
        assert_eq!(failure_of_error_parameter("server_error"), Failure::NetworkError { code });
    }

    #[test]
    fn what_a_stranger_sends_is_bounded_and_printable() {
        let sent = format!("<b>\r\n\u{202e}{}", "x".repeat(1000));
        assert_eq!(printable(&sent).len(), 64);
        assert!(printable(&sent).starts_with("<b>xxx"));
    }
}
