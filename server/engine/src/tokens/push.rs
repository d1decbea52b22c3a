//! What networks tell by themselves. A message says when to ask; only the answer turns anything red.

use domain::network::Network;

use super::figures::Counted;
use crate::{
    Engine, Error,
    ports::{
        networks::{PushAnswer, PushMessage, Signal, Unheard},
        store::signals::TakenSignal,
    },
};

impl Engine {
    /// Takes a message that claims to come from `network`. Once it is verified, everybody it is about is asked about at once; the
    /// same message again is answered alike and does nothing.
    ///
    /// # Errors
    /// [`Unheard`] in the inner result says why it is worth nothing; the outer one is the store's, and then the network
    /// sends it again.
    pub async fn hear(
        &self,
        network: Network,
        message: &PushMessage<'_>,
    ) -> Result<Result<PushAnswer, Unheard>, Error> {
        let Some(adapter) = self.networks.adapter(network) else {
            return Ok(Err(Unheard::NotOffered));
        };
        let heard = match adapter.hear(message).await {
            Ok(heard) => heard,
            Err(unheard) => {
                self.remembered.figures.count(network, Counted::SignalRefused);
                return Ok(Err(unheard));
            }
        };
        for signal in &heard.signals {
            self.take_signal(network, signal).await?;
        }
        Ok(Ok(heard.answer))
    }

    async fn take_signal(&self, network: Network, signal: &Signal) -> Result<(), Error> {
        let taken = TakenSignal {
            network,
            id: signal.id.clone(),
            about: self.vault.fingerprint(network, &signal.issuer, &signal.subject),
            now: self.clock.now(),
        };
        let Some(profiles) = self.store.take_signal(&taken).await? else {
            self.remembered.figures.count(network, Counted::SignalRepeated);
            return Ok(());
        };
        self.remembered.figures.count(network, Counted::SignalTaken);
        tracing::info!(%network, cause = ?signal.cause, profiles = profiles.len(), "a network told of a grant");
        self.check_soon(profiles);
        Ok(())
    }
}
