//! The document around a plain page.

use leptos::prelude::*;
use words::say;

use crate::parts::{Bare, Icon};

/// What a document needs besides its content.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// What the content security policy lets an inline script run by.
    pub nonce: &'a str,
    /// Where the stylesheet is.
    pub stylesheet: &'a str,
    /// Where the style is that comes on top of it.
    pub office: &'a str,
    /// Whether support answers here.
    pub support: bool,
}

impl Frame<'_> {
    /// A whole document under a title.
    pub(super) fn draw(
        &self,
        title: &str,
        content: impl FnOnce() -> AnyView + Send + 'static,
    ) -> String {
        self.draw_refreshing(title, None, content)
    }

    /// A whole document that leads on to `location` by itself.
    pub(super) fn draw_onward(
        &self,
        title: &str,
        location: &str,
        content: impl FnOnce() -> AnyView + Send + 'static,
    ) -> String {
        self.draw_refreshing(title, Some(format!("0;url={location}")), content)
    }

    fn draw_refreshing(
        &self,
        title: &str,
        refresh: Option<String>,
        content: impl FnOnce() -> AnyView + Send + 'static,
    ) -> String {
        let heading = title.to_owned();
        self.document(title, refresh, move || {
            view! {
                <h1>{heading}</h1>
                {content()}
            }
            .into_any()
        })
    }

    /// A whole document under a verdict: a title that says at a glance whether all is well.
    pub(super) fn draw_verdict(
        &self,
        title: &str,
        is_good: bool,
        script: Option<&'static str>,
        content: impl FnOnce() -> AnyView + Send + 'static,
    ) -> String {
        let heading = title.to_owned();
        let nonce = self.nonce.to_owned();
        self.document(title, None, move || {
            view! {
                <h1 class="verdict" data-good=is_good.then_some("")>
                    <Icon name=if is_good { "check" } else { "alert" } />
                    <span>{heading}</span>
                </h1>
                {content()}
                {script.map(|script| view! { <script nonce=nonce>{script}</script> })}
            }
            .into_any()
        })
    }

    fn document(
        &self,
        title: &str,
        refresh: Option<String>,
        content: impl FnOnce() -> AnyView + Send + 'static,
    ) -> String {
        let language = words::language().tag();
        let title = format!("{title} · {}", say!(product));
        let (stylesheet, office) = (self.stylesheet.to_owned(), self.office.to_owned());
        // Drawing needs an owner for what is reactive; nothing of it stays.
        let html = Owner::new().with(|| {
            view! {
                <html lang=language>
                    <head>
                        <meta charset="utf-8" />
                        <meta name="viewport" content="width=device-width, initial-scale=1" />
                        <meta name="color-scheme" content="light dark" />
                        {refresh.map(|to| view! { <meta http-equiv="refresh" content=to /> })}
                        <title>{title}</title>
                        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                        <link rel="stylesheet" href=stylesheet />
                        <link rel="stylesheet" href=office />
                    </head>
                    <body>
                        <Bare>{content()}</Bare>
                    </body>
                </html>
            }
            .to_html()
        });
        format!("<!DOCTYPE html>{html}")
    }
}
