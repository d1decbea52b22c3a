//! A thin client of the control JSON, for whoever prepares a world.

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

mod push;

pub use self::push::Push;
pub use crate::http::Error;
use crate::http::Http;

/// Speaks to one sandbox.
#[derive(Clone)]
pub struct Client {
    http: Http,
    base: String,
}

/// A person of the world, as `GET /control/people` shows them.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Person {
    /// The network's name in paths.
    pub network: String,
    /// The id by which switches know the person.
    pub id: String,
    /// The name shown.
    pub name: String,
    /// What to type to sign in.
    pub login: String,
    /// The password as it is now.
    pub password: String,
    /// The channels the person has or had a role on.
    pub channels: Vec<Channel>,
    /// What the person granted to whom.
    pub grants: Vec<Grant>,
}

/// A channel as one person has it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Channel {
    /// The network's id.
    pub id: String,
    /// The name shown.
    pub name: String,
    /// None once the role was dropped.
    pub role: Option<String>,
}

/// What a person granted to a client.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Grant {
    /// To whom.
    pub client_id: String,
    /// What for.
    pub scopes: Vec<String>,
    /// The ids of the channels it covers.
    pub channels: Vec<String>,
    /// Whether the client can still act for the person.
    pub alive: bool,
}

/// A request the sandbox received.
#[derive(Clone, Debug, Deserialize)]
pub struct Call {
    /// The network's path name.
    pub network: String,
    /// GET, POST or DELETE.
    pub method: String,
    /// The network's real path.
    pub path: String,
}

/// A post of a channel.
#[derive(Clone, Debug, Deserialize)]
pub struct Post {
    /// The network's path name.
    pub network: String,
    /// The network's id.
    pub id: String,
    /// The network's id of the channel.
    pub channel: String,
    /// What it says.
    pub text: String,
    /// Who published it; none for what people wrote at the network itself.
    pub client_id: Option<String>,
    /// By which one goes on reading after it.
    pub number: i64,
    /// What it points to.
    pub link: Option<String>,
    /// What it shows.
    pub media: Vec<Medium>,
}

/// A picture or a video of a post.
#[derive(Clone, Debug, Deserialize)]
pub struct Medium {
    /// Such as `image/png`.
    pub kind: String,
    /// How large it is.
    pub bytes: i64,
    /// The hash of its bytes, in hex.
    pub sha256: String,
}

/// What arrived at a program that listens.
#[derive(Clone, Debug, Deserialize)]
pub struct Heard {
    /// At which of its addresses: `/hooks/{name}`.
    pub name: String,
    /// The request's headers, by their names in small letters.
    pub headers: std::collections::BTreeMap<String, String>,
    /// Its body.
    pub body: String,
    /// What it was answered with.
    pub status: u16,
}

/// What was sent to a subscription of the push service.
#[derive(Clone, Debug, Deserialize)]
pub struct Pushed {
    /// To which: `/push-service/{name}`.
    pub name: String,
    /// What it was answered with.
    pub status: u16,
    /// Why it was not taken.
    pub trouble: Option<String>,
    /// The request's headers, by their names in small letters.
    pub headers: std::collections::BTreeMap<String, String>,
    /// Its body, in base64: nobody but its reader can open it.
    pub body: String,
}

/// What somebody wrote below a post.
#[derive(Clone, Debug, Deserialize)]
pub struct Comment {
    /// The network's id.
    pub id: String,
    /// The post's id.
    pub post: String,
    /// What it says.
    pub text: String,
    /// Whether the channel itself wrote it.
    #[serde(default)]
    pub own: bool,
    /// Whether the channel likes it.
    #[serde(default)]
    pub liked: bool,
    /// Whether others do not see it.
    #[serde(default)]
    pub hidden: bool,
}

impl Client {
    /// For the sandbox at this address, `http://localhost:4000`.
    #[must_use]
    pub fn new(base: impl Into<String>) -> Self {
        Self { http: Http::new(), base: base.into().trim_end_matches('/').to_owned() }
    }

    /// Everybody of every network.
    ///
    /// # Errors
    /// When the sandbox does not answer as expected; so with every call here.
    pub async fn people(&self) -> Result<Vec<Person>, Error> {
        Ok(serde_json::from_value(self.send(Method::GET, "people", None).await?)?)
    }

    /// The requests received, newest last: network, method, path.
    ///
    /// # Errors
    /// As above.
    pub async fn calls(&self) -> Result<Vec<Call>, Error> {
        Ok(serde_json::from_value(self.send(Method::GET, "calls", None).await?)?)
    }

    /// What arrived at programs that listen, newest last.
    ///
    /// # Errors
    /// As above.
    pub async fn heard(&self) -> Result<Vec<Heard>, Error> {
        Ok(serde_json::from_value(self.send(Method::GET, "hooks", None).await?)?)
    }

    /// What `/hooks/{name}` answers from now on.
    ///
    /// # Errors
    /// As above.
    pub async fn answer_hook(&self, name: &str, status: u16) -> Result<(), Error> {
        let path = format!("hooks/{name}");
        self.send(Method::POST, &path, Some(json!({ "status": status }))).await.map(drop)
    }

    /// What was sent to the push service, newest last.
    ///
    /// # Errors
    /// As above.
    pub async fn pushed(&self) -> Result<Vec<Pushed>, Error> {
        Ok(serde_json::from_value(self.send(Method::GET, "push-service", None).await?)?)
    }

    /// What `/push-service/{name}` answers from now on; 201 is what it does by itself.
    ///
    /// # Errors
    /// As above.
    pub async fn answer_push(&self, name: &str, status: u16) -> Result<(), Error> {
        let path = format!("push-service/{name}");
        self.send(Method::POST, &path, Some(json!({ "status": status }))).await.map(drop)
    }

    /// Every post of every network, newest last.
    ///
    /// # Errors
    /// As above.
    pub async fn posts(&self) -> Result<Vec<Post>, Error> {
        Ok(serde_json::from_value(self.send(Method::GET, "posts", None).await?)?)
    }

    /// At most so many posts of a network, in the order of their numbers, after a number.
    ///
    /// # Errors
    /// As above.
    pub async fn posts_after(
        &self,
        network: &str,
        after: i64,
        limit: u32,
    ) -> Result<Vec<Post>, Error> {
        let path = format!("posts?network={network}&after={after}&limit={limit}");
        Ok(serde_json::from_value(self.send(Method::GET, &path, None).await?)?)
    }

    /// Lets the audience act so often in a minute; not at all at zero.
    ///
    /// # Errors
    /// As above.
    pub async fn audience(&self, per_minute: u32) -> Result<(), Error> {
        let body = json!({ "on": per_minute > 0, "per_minute": per_minute });
        self.send(Method::POST, "audience", Some(body)).await.map(drop)
    }

    /// Registers a client or replaces its secret and redirect URIs.
    ///
    /// # Errors
    /// As above.
    pub async fn register_client(
        &self,
        network: &str,
        client_id: &str,
        client_secret: Option<&str>,
        redirect_uris: &[String],
    ) -> Result<(), Error> {
        let body = json!({
            "client_id": client_id, "client_secret": client_secret, "redirect_uris": redirect_uris,
        });
        self.send(Method::POST, &format!("{network}/clients"), Some(body)).await.map(drop)
    }

    /// Lets a network forget a client and everything that was granted to it.
    ///
    /// # Errors
    /// As above.
    pub async fn forget_client(&self, network: &str, client_id: &str) -> Result<(), Error> {
        let body = json!({ "client_id": client_id });
        self.send(Method::POST, &format!("{network}/clients/forget"), Some(body)).await.map(drop)
    }

    /// Lets something happen to a person (`change-password`, `remove-app`, …) and says what they are now.
    ///
    /// # Errors
    /// As above.
    pub async fn cause(&self, network: &str, person: &str, cause: &str) -> Result<Person, Error> {
        let path = format!("{network}/people/{person}/{cause}");
        Ok(serde_json::from_value(self.send(Method::POST, &path, None).await?)?)
    }

    /// Takes one permission back from whomever the person gave it to, or gives it again.
    ///
    /// # Errors
    /// As above.
    pub async fn permit(
        &self,
        network: &str,
        person: &str,
        scope: &str,
        given: bool,
    ) -> Result<(), Error> {
        let change = if given { "restore-permission" } else { "drop-permission" };
        let path = format!("{network}/people/{person}/{change}");
        self.send(Method::POST, &path, Some(json!({ "scope": scope }))).await.map(drop)
    }

    /// Lets somebody write below the channel's newest post.
    ///
    /// # Errors
    /// As above.
    pub async fn comment(
        &self,
        network: &str,
        channel: &str,
        text: &str,
    ) -> Result<Comment, Error> {
        let path = format!("{network}/channels/{channel}/add-comment");
        let body = json!({ "text": text });
        Ok(serde_json::from_value(self.send(Method::POST, &path, Some(body)).await?)?)
    }

    /// What stands below a post, in the order in which it came.
    ///
    /// # Errors
    /// As above.
    pub async fn comments(&self, network: &str, post: &str) -> Result<Vec<Comment>, Error> {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("network", network).append_pair("post", post);
        let path = format!("comments?{}", query.finish());
        Ok(serde_json::from_value(self.send(Method::GET, &path, None).await?)?)
    }

    /// Changes a channel: `drop-role`, `restore-role`, `add-comment`.
    ///
    /// # Errors
    /// As above.
    pub async fn channel(&self, network: &str, channel: &str, change: &str) -> Result<(), Error> {
        let path = format!("{network}/channels/{channel}/{change}");
        self.send(Method::POST, &path, None).await.map(drop)
    }

    /// Orders trouble for the next calls of a network.
    ///
    /// # Errors
    /// As above.
    pub async fn fault(&self, network: &str, kind: &str, times: u32) -> Result<(), Error> {
        let body = json!({ "kind": kind, "times": times });
        self.send(Method::POST, &format!("{network}/faults"), Some(body)).await.map(drop)
    }

    /// Moves the sandbox's clock, backwards too.
    ///
    /// # Errors
    /// As above.
    pub async fn advance_clock(&self, seconds: i64) -> Result<(), Error> {
        let body = json!({ "advance_seconds": seconds });
        self.send(Method::POST, "clock", Some(body)).await.map(drop)
    }

    /// Lifts all faults and sets passwords, roles, states and the clock right.
    ///
    /// # Errors
    /// As above.
    pub async fn reset(&self) -> Result<(), Error> {
        self.send(Method::POST, "reset", None).await.map(drop)
    }

    async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, Error> {
        let address = format!("{}/control/{path}", self.base);
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let request = Request::builder()
            .method(method)
            .uri(&address)
            .header(header::CONTENT_TYPE, "application/json")
            .body(body)
            .map_err(|_| Error::Address(address))?;
        let answer = self.http.send(request).await?;
        if !answer.status.is_success() {
            return Err(Error::Refused { status: answer.status.as_u16(), text: answer.text });
        }
        Ok(serde_json::from_str(&answer.text)?)
    }
}
