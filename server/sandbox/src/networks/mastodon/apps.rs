//! Clients that register themselves, and what an application is.

use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use url::Url;

use super::answers::{Error, Refusal};
use super::bearer::{self, Needs};
use super::{NETWORK, scopes};
use crate::call::Call;
use crate::random;
use crate::world::clients::{self, Client};
use crate::world::notes::{self, Book};
use crate::world::{Result, Tx};

const BOOK: Book = Book { network: NETWORK, kind: "app" };

/// What the instance knows of a client beside its secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct App {
    pub(super) name: String,
    pub(super) website: Option<String>,
    pub(super) scopes: Vec<String>,
}

impl App {
    /// Of a client that registered itself; one that was registered by a switch may ask for everything.
    pub(super) fn of(tx: &Tx<'_>, client: &Client) -> Result<Self> {
        let everything = || Self {
            name: client.client_id.clone(),
            website: None,
            scopes: scopes::all().into_iter().map(str::to_owned).collect(),
        };
        Ok(notes::find(tx, BOOK, &client.client_id)?.unwrap_or_else(everything))
    }

    /// Whether the client said at its registration that it would ask for these.
    pub(super) fn covers(&self, asked: &[String]) -> bool {
        asked.iter().all(|scope| self.scopes.contains(scope))
    }

    fn describe(&self, client: &Client) -> Map<String, Value> {
        let mut fields = Map::new();
        fields.insert("id".into(), json!(number(&client.client_id)));
        fields.insert("name".into(), json!(self.name));
        fields.insert("website".into(), json!(self.website));
        fields.insert("scopes".into(), json!(self.scopes));
        fields.insert("redirect_uri".into(), json!(client.redirect_uris.join("\n")));
        fields.insert("redirect_uris".into(), json!(client.redirect_uris));
        fields
    }
}

fn number(client_id: &str) -> String {
    random::number_of(&[client_id]).chars().take(7).collect()
}

pub(super) async fn create(call: Call) -> Response {
    let wish = Wish::of(&call);
    bearer::public(&call, Needs::NOTHING, move |tx, _| {
        let (app, redirect_uris) = wish.check()?;
        let client = Client {
            network: NETWORK.to_owned(),
            client_id: random::token(32),
            client_secret: Some(random::token(32)),
            redirect_uris,
            generation: None,
            partner: false,
            testing: false,
            push: None,
        };
        clients::register(tx, &client)?;
        notes::put(tx, BOOK, &client.client_id, &app, i64::MAX)?;
        let mut fields = app.describe(&client);
        fields.insert("client_id".into(), json!(client.client_id));
        fields.insert("client_secret".into(), json!(client.client_secret));
        fields.insert("client_secret_expires_at".into(), json!(0));
        Ok(Value::Object(fields).into())
    })
    .await
}

/// Which application a token belongs to.
pub(super) async fn verify(call: Call) -> Response {
    bearer::app(&call, |tx, token| {
        let client = clients::find(tx, NETWORK, &token.client_id)?.ok_or_else(Error::no_record)?;
        let app = App::of(tx, &client)?;
        Ok(Value::Object(app.describe(&client)).into())
    })
    .await
}

/// What a client says of itself.
struct Wish {
    name: String,
    website: Option<String>,
    scopes: Vec<String>,
    redirect_uris: Vec<String>,
}

impl Wish {
    fn of(call: &Call) -> Self {
        let text = |name: &str| call.get(name).map(str::trim).filter(|text| !text.is_empty());
        let mut uris = call.all("redirect_uris");
        uris.extend(call.all("redirect_uris[]"));
        uris.extend(listed(&call.body));
        Self {
            name: text("client_name").unwrap_or_default().to_owned(),
            website: text("website").map(str::to_owned),
            scopes: scopes::read(text("scopes")),
            redirect_uris: uris
                .iter()
                .flat_map(|uris| uris.split_whitespace())
                .map(str::to_owned)
                .collect(),
        }
    }

    fn check(self) -> Result<(App, Vec<String>), Refusal> {
        if self.name.is_empty() {
            return Err(Error::invalid("Application name can't be blank").into());
        }
        if self.redirect_uris.is_empty() {
            return Err(Error::invalid("Redirect URI can't be blank").into());
        }
        for uri in &self.redirect_uris {
            let url = Url::parse(uri);
            let url = url.map_err(|_| Error::invalid("Redirect URI must be an absolute URI."))?;
            if url.fragment().is_some() {
                return Err(Error::invalid("Redirect URI cannot contain a fragment.").into());
            }
        }
        if self.scopes.iter().any(|scope| scopes::words(scope).is_none()) {
            let words = "Scopes doesn't match configured on the server.";
            return Err(Error::invalid(words).into());
        }
        let web =
            |site: &String| Url::parse(site).is_ok_and(|url| url.scheme().starts_with("http"));
        if !self.website.as_ref().is_none_or(web) {
            return Err(Error::invalid("Website is not a valid URL").into());
        }
        let app = App { name: self.name, website: self.website, scopes: self.scopes };
        Ok((app, self.redirect_uris))
    }
}

/// The redirect URIs of a JSON body that gives them as a list.
fn listed(body: &[u8]) -> Vec<String> {
    #[derive(Deserialize)]
    struct Listed {
        redirect_uris: Vec<String>,
    }
    serde_json::from_slice::<Listed>(body).map_or_else(|_| Vec::new(), |it| it.redirect_uris)
}
