//! A network of many servers: our registration at each is kept, and replaced where the server forgot us.

use domain::network::Network;
use engine::ports::store::Store;

use super::{
    Told,
    cast::{at, sealed},
};

pub(super) async fn servers_are_remembered(store: &dyn Store) -> Told {
    let (here, there) = ("https://social.example", "https://elsewhere.example");
    let secret = async |server| store.server_secret(Network::Mastodon, server).await;
    assert_eq!(secret(here).await?, None);
    store.keep_server_secret(Network::Mastodon, here, &sealed("first"), at(0)).await?;
    store.keep_server_secret(Network::Mastodon, there, &sealed("other"), at(0)).await?;
    assert_eq!(secret(here).await?, Some(sealed("first")));
    store.keep_server_secret(Network::Mastodon, here, &sealed("second"), at(1)).await?;
    assert_eq!(secret(here).await?, Some(sealed("second")));
    assert_eq!(secret(there).await?, Some(sealed("other")));
    assert_eq!(store.server_secret(Network::Bluesky, here).await?, None);
    Ok(())
}
