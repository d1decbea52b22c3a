//! Finding out whether an address is a client's, before anything is sent there.

use axum::body::Body;
use axum::http::Request;
use serde_json::Value;
use url::Url;

use super::{Courier, reachable};
use crate::push::{Handshake, Proof};

impl Courier {
    /// Does what a network demands of an address; the error says what was wrong.
    pub(crate) async fn shake(&self, url: &str, handshake: &Handshake) -> Result<(), String> {
        let answer = match handshake {
            Handshake::Nothing => return Ok(()),
            Handshake::Ask { parameters, .. } => {
                let mut url = Url::parse(reachable(url)?).map_err(|error| error.to_string())?;
                url.query_pairs_mut().extend_pairs(parameters);
                let request = Request::get(url.as_str()).body(Body::empty());
                self.ask(request.map_err(|error| error.to_string())?).await?
            }
            Handshake::Send(message) => {
                let headers = message.headers.iter().map(|(name, value)| (*name, value.as_str()));
                self.post(url, headers, &message.body).await?
            }
        };
        if !answer.status.is_success() {
            return Err(format!("it answered with status {}", answer.status.as_u16()));
        }
        match handshake {
            Handshake::Ask { proof, .. } => proof.check(&answer.text),
            Handshake::Nothing | Handshake::Send(_) => Ok(()),
        }
    }
}

impl Proof {
    fn check(&self, text: &str) -> Result<(), String> {
        let (is_proved, what) = match self {
            Self::Body(expected) => (text == expected, "what it was asked to say back".to_owned()),
            Self::Field(name, expected) => {
                let answer: Value = serde_json::from_str(text).unwrap_or_default();
                (answer[*name] == expected.as_str(), format!("the right {name}"))
            }
        };
        if is_proved { Ok(()) } else { Err(format!("its answer is not {what}")) }
    }
}
