//! The kinds of cookies: the session's, a sign-in's that waits for its second step, and one for each authorization under way.
//!
//! Over https their names begin with `__Host-` (RFC 6265bis, section 4.1.3.2): no sibling host can plant them. On
//! loopback http browsers refuse that prefix, so the names are plain there.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use domain::{authorization::AUTHORIZATION_LIFETIME, id::AuthorizationId, time::Span};
use engine::{
    people::{SECOND_STEP_LIFETIME, SESSION_LIFETIME},
    vault::Token,
};

/// Names and attributes of our cookies.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    /// Whether people reach us over https.
    pub is_https: bool,
}

impl Cookies {
    const fn prefix(self) -> &'static str {
        if self.is_https { "__Host-relink" } else { "relink" }
    }

    fn session_name(self) -> String {
        format!("{}-session", self.prefix())
    }

    fn authorization_name(self, id: AuthorizationId) -> String {
        format!("{}-auth-{id}", self.prefix())
    }

    /// The session's secret, if the browser has one.
    pub fn session(self, jar: &CookieJar) -> Option<Token> {
        jar.get(&self.session_name()).map(|cookie| Token::new(cookie.value().to_owned()))
    }

    /// Gives the browser a session.
    pub fn set_session(self, secret: &Token) -> String {
        self.made(self.session_name(), secret.expose(), SESSION_LIFETIME).to_string()
    }

    /// Makes the browser forget its session.
    pub fn forget_session(self) -> String {
        self.made(self.session_name(), "", Span::seconds(0)).to_string()
    }

    fn second_step_name(self) -> String {
        format!("{}-second", self.prefix())
    }

    /// The secret of the sign-in that waits for its second step, if the browser has one.
    pub fn second_step(self, jar: &CookieJar) -> Option<Token> {
        jar.get(&self.second_step_name()).map(|cookie| Token::new(cookie.value().to_owned()))
    }

    /// Lets the browser take the second step of a sign-in.
    pub fn set_second_step(self, secret: &Token) -> String {
        self.made(self.second_step_name(), secret.expose(), SECOND_STEP_LIFETIME).to_string()
    }

    /// Makes the browser forget a second step that was taken, or waits no more.
    pub fn forget_second_step(self) -> String {
        self.made(self.second_step_name(), "", Span::seconds(0)).to_string()
    }

    /// The authorizations this browser has under way.
    pub fn authorizations(self, jar: &CookieJar) -> Vec<(AuthorizationId, Token)> {
        let prefix = format!("{}-auth-", self.prefix());
        jar.iter()
            .filter_map(|cookie| {
                let id = cookie.name().strip_prefix(&prefix)?.parse().ok()?;
                Some((id, Token::new(cookie.value().to_owned())))
            })
            .collect()
    }

    /// Binds an authorization to this browser.
    pub fn set_authorization(self, id: AuthorizationId, secret: &Token) -> String {
        self.made(self.authorization_name(id), secret.expose(), AUTHORIZATION_LIFETIME).to_string()
    }

    /// Makes the browser forget an authorization that has ended.
    pub fn forget_authorization(self, id: AuthorizationId) -> String {
        self.made(self.authorization_name(id), "", Span::seconds(0)).to_string()
    }

    fn made(self, name: String, value: &str, lifetime: Span) -> Cookie<'static> {
        let mut cookie = Cookie::new(name, value.to_owned());
        cookie.set_path("/");
        cookie.set_http_only(true);
        cookie.set_secure(self.is_https);
        // Lax, because the network's redirect back to us is a top-level navigation from another site.
        cookie.set_same_site(SameSite::Lax);
        cookie.set_max_age(Some(time::Duration::milliseconds(lifetime.as_millis())));
        cookie
    }
}
