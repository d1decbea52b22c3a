//! Passkeys are made and verified here, by `webauthn-rs`; what browsers are asked and answer is its JSON, which is the standard's.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use domain::id::PersonId;
use engine::ports::relying_party::{
    CeremonyBegun, CeremonyFailed, Credential, Registering, RelyingParty,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use url::Url;
use uuid::Uuid;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{Passkey, PublicKeyCredential, RegisterPublicKeyCredential},
};

/// How browsers and devices call us.
const NAME: &str = "Relink";

/// The relying party at the address people reach us at.
pub(crate) struct AtHost(Webauthn);

impl AtHost {
    /// `None` where that has no name: passkeys are bound to one, and an IP address is none (section 5.1.2, "relying party
    /// identifier").
    #[must_use]
    pub(crate) fn of(origin: &str) -> Option<Self> {
        let origin = Url::parse(origin).ok()?;
        let builder = WebauthnBuilder::new(origin.domain()?, &origin).ok()?;
        builder.rp_name(NAME).build().ok().map(Self)
    }
}

impl RelyingParty for AtHost {
    fn begin_registration(&self, new: &Registering<'_>) -> Result<CeremonyBegun, CeremonyFailed> {
        let person = Uuid::parse_str(&new.person.to_string()).map_err(failed)?;
        let known: Vec<Passkey> = new.known.iter().map(|it| read(it)).collect::<Result<_, _>>()?;
        let known = known.iter().map(|it| it.cred_id().clone()).collect();
        let (options, state) = self
            .0
            .start_passkey_registration(person, new.email, new.name, Some(known))
            .map_err(failed)?;
        let mut options = asked(&options)?;
        // What is not found without a name could not be signed in by: nobody types one.
        let selection = &mut options["authenticatorSelection"];
        selection["residentKey"] = json!("required");
        selection["requireResidentKey"] = json!(true);
        Ok(CeremonyBegun { options: options.to_string(), state: write(&state)? })
    }

    fn finish_registration(&self, state: &str, answer: &str) -> Result<Credential, CeremonyFailed> {
        let answer: RegisterPublicKeyCredential = read(answer)?;
        let passkey = self.0.finish_passkey_registration(&answer, &read(state)?).map_err(failed)?;
        let id = BASE64_URL_SAFE_NO_PAD.encode(passkey.cred_id());
        Ok(Credential { id, kept: write(&passkey)? })
    }

    fn begin_sign_in(&self) -> Result<CeremonyBegun, CeremonyFailed> {
        let (options, state) = self.0.start_discoverable_authentication().map_err(failed)?;
        let options = asked(&options)?;
        Ok(CeremonyBegun { options: options.to_string(), state: write(&state)? })
    }

    fn named(&self, answer: &str) -> Option<(PersonId, String)> {
        let answer: PublicKeyCredential = read(answer).ok()?;
        let (person, id) = self.0.identify_discoverable_authentication(&answer).ok()?;
        Some((person.to_string().parse().ok()?, BASE64_URL_SAFE_NO_PAD.encode(id)))
    }

    fn finish_sign_in(
        &self,
        state: &str,
        answer: &str,
        kept: &str,
    ) -> Result<Option<String>, CeremonyFailed> {
        let answer: PublicKeyCredential = read(answer)?;
        let mut passkey: Passkey = read(kept)?;
        let verified = self
            .0
            .finish_discoverable_authentication_v2(&answer, read(state)?, &passkey)
            .map_err(failed)?;
        let has_changed = passkey.update_credential(&verified) == Some(true);
        has_changed.then(|| write(&passkey)).transpose()
    }
}

/// What the browser's API takes, without what the library says to its own script.
fn asked(options: &impl Serialize) -> Result<Value, CeremonyFailed> {
    let mut options = serde_json::to_value(options).map_err(failed)?;
    Ok(options["publicKey"].take())
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, CeremonyFailed> {
    serde_json::from_str(text).map_err(failed)
}

fn write(value: &impl Serialize) -> Result<String, CeremonyFailed> {
    serde_json::to_string(value).map_err(failed)
}

fn failed(error: impl std::fmt::Display) -> CeremonyFailed {
    CeremonyFailed(error.to_string())
}

#[cfg(test)]
pub(crate) mod tests;
