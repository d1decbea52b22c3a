//! Keys of the API: a secret that is shown once, and stands for whoever made it, as far as its scopes go.

use domain::{account::Viewer, figure::start_of_day, id::ApiKeyId, scope::Scope, time::Span};

use crate::{
    Engine, Error, only_masters,
    ports::store::{
        accounts::AuditEntry,
        api_keys::{ApiKey, KeyUse, NewApiKey, OpenKey, USE_KEPT},
    },
    vault::Token,
};

/// What every key begins with, so that one that was lost somewhere is recognised.
const PREFIX: &str = "rlk_";
/// No key lives longer.
const LONGEST: Span = Span::days(365);
/// A name has at most so many characters.
const LONGEST_NAME: usize = 80;
/// How long it is remembered from where keys were used.
const USES_KEPT: Span = Span::days(2);

impl Engine {
    /// Makes a key. Its secret is told here and nowhere else. `None` if its name is empty or too long, or it opens nothing.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn make_api_key(
        &self,
        viewer: &Viewer,
        name: &str,
        scopes: Vec<Scope>,
        lasts: Span,
        from: &str,
    ) -> Result<Option<Token>, Error> {
        only_masters(viewer)?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || scopes.is_empty() {
            return Ok(None);
        }
        let now = self.clock.now();
        let secret = Token::new(format!("{PREFIX}{}", self.fresh_secret().expose()));
        let key = ApiKey {
            id: ApiKeyId::new(now, self.fresh_id()),
            name: name.to_owned(),
            scopes,
            made_by: viewer.person,
            made_at: now,
            ends_at: now.after(lasts.min(LONGEST)),
            used_at: None,
        };
        let audit = AuditEntry::by(viewer, "key.made", name, from, now);
        let workspace = viewer.workspace;
        let new = NewApiKey { workspace, key, digest: secret.digest(), audit };
        self.store.add_api_key(&new).await?;
        Ok(Some(secret))
    }

    /// The keys of the viewer's workspace, the newest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account.
    pub async fn api_keys(&self, viewer: &Viewer) -> Result<Vec<ApiKey>, Error> {
        only_masters(viewer)?;
        Ok(self.store.api_keys(viewer.workspace).await?)
    }

    /// Takes a key back.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for a regular account, [`Error::NotFound`] for an unknown or foreign key.
    pub async fn revoke_api_key(
        &self,
        viewer: &Viewer,
        key: ApiKeyId,
        from: &str,
    ) -> Result<(), Error> {
        only_masters(viewer)?;
        let audit = AuditEntry::by(viewer, "key.revoked", &key.to_string(), from, self.clock.now());
        match self.store.remove_api_key(viewer.workspace, key, &audit).await? {
            true => Ok(()),
            false => Err(Error::NotFound),
        }
    }

    /// What a secret opens; `None` for every one that opens nothing, whatever it once did. The first use from an address on
    /// a day is written into the audit log.
    ///
    /// # Errors
    /// The store's.
    pub async fn enter(&self, secret: &Token, from: &str) -> Result<Option<OpenKey>, Error> {
        if !secret.expose().starts_with(PREFIX) {
            return Ok(None);
        }
        let now = self.clock.now();
        let day = start_of_day(now);
        let found = self.store.find_api_key(secret.digest(), from, day, now).await?;
        let Some(key) = found else { return Ok(None) };
        let is_long_ago = key.used_at.is_none_or(|used_at| used_at < now.before(USE_KEPT));
        if is_long_ago || !key.is_known {
            let used = KeyUse {
                key: key.id,
                workspace: key.viewer.workspace,
                from: from.to_owned(),
                day,
                forget: day.before(USES_KEPT),
                audit: AuditEntry::by(&key.viewer, "key.used", &key.id.to_string(), from, now),
            };
            self.store.note_key_use(&used).await?;
        }
        Ok(Some(key))
    }
}
