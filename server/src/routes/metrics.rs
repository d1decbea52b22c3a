//! `/metrics`: what whoever runs Relink watches, in the text format of Prometheus (version 0.0.4).
//!
//! It tells which networks an installation uses and how it fares, so it is not for everybody: for whoever has the token
//! that was set, or, where none is set, for this machine if nobody else reaches the installation. Trusting loopback alone
//! lost: behind a proxy on the same machine everybody comes from there.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use domain::network::Network;
use engine::{tokens::figures::Counted, vault::Token};
use prometheus_client::{
    collector::Collector,
    encoding::{
        DescriptorEncoder, EncodeMetric as _,
        prometheus_text::{CONTENT_TYPE, encode},
    },
    metrics::{MetricType, counter::ConstCounter, gauge::ConstGauge, info::Info},
    registry::Registry,
};

use crate::{guard, pages, state::AppState};

/// `/metrics`.
pub(crate) async fn metrics(State(state): State<AppState>, request: Request) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    match admits(&state, peer, request.headers()) {
        Admission::Given => match text(state.engine.figures().snapshot()) {
            Ok(text) => ([(header::CONTENT_TYPE, CONTENT_TYPE)], text).into_response(),
            Err(fmt::Error) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        },
        Admission::AskForToken => {
            (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response()
        }
        Admission::NothingHere => pages::not_found(&state),
    }
}

enum Admission {
    Given,
    AskForToken,
    NothingHere,
}

fn admits(state: &AppState, peer: Option<IpAddr>, headers: &HeaderMap) -> Admission {
    match state.metrics_token {
        Some(expected) => {
            let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
            let token = bearer.and_then(|value| value.strip_prefix("Bearer "));
            // Digests: comparing them in variable time tells nothing about the token.
            let is_it = token.is_some_and(|it| Token::new(it.to_owned()).digest() == expected);
            if is_it { Admission::Given } else { Admission::AskForToken }
        }
        None => {
            // A page elsewhere must not reach it under a name of its own that leads here.
            let is_here = state.public_url.is_loopback
                && peer.is_some_and(|peer| peer.to_canonical().is_loopback())
                && !guard::is_other_host(state, headers);
            if is_here { Admission::Given } else { Admission::NothingHere }
        }
    }
}

fn text(answers: Vec<(Network, Counted, u64)>) -> Result<String, fmt::Error> {
    let mut registry = Registry::default();
    let version = [("version", env!("CARGO_PKG_VERSION"))];
    registry.register("relink_build", "The version that runs", Info::new(version));
    registry.register_collector(Box::new(Answers(answers)));
    registry.register_collector(Box::new(Process::now()));
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

/// What came of asking networks.
#[derive(Debug)]
struct Answers(Vec<(Network, Counted, u64)>);

impl Collector for Answers {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let mut family = encoder.encode_descriptor(
            "relink_network_answers",
            "What came of asking networks and renewing, and of what they told by themselves",
            None,
            MetricType::Counter,
        )?;
        for (network, counted, count) in &self.0 {
            let labels = [
                ("network", network.slug()),
                ("outcome", counted.outcome()),
                ("cause", counted.cause()),
            ];
            ConstCounter::new(*count).encode(family.encode_family(&labels)?)?;
        }
        Ok(())
    }
}

/// What the process costs; what the system does not tell is left out.
#[derive(Debug)]
struct Process {
    resident_bytes: Option<i64>,
    threads: Option<i64>,
    open_files: Option<i64>,
    tasks: Option<i64>,
}

impl Process {
    fn now() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse::<i64>().ok()
        };
        let files = std::fs::read_dir("/proc/self/fd").map(Iterator::count);
        let tasks = tokio::runtime::Handle::try_current();
        Self {
            resident_bytes: number("VmRSS:").map(|kilobytes| kilobytes * 1024),
            threads: number("Threads:"),
            open_files: files.ok().and_then(|count| i64::try_from(count).ok()),
            tasks: tasks.ok().and_then(|it| i64::try_from(it.metrics().num_alive_tasks()).ok()),
        }
    }
}

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let gauges = [
            ("process_resident_memory_bytes", "Memory in use", self.resident_bytes),
            ("process_threads", "Threads", self.threads),
            ("process_open_fds", "Open files and connections", self.open_files),
            ("relink_tasks", "Tasks under way: connections, checks, renewals", self.tasks),
        ];
        for (name, help, value) in gauges {
            let Some(value) = value else { continue };
            let gauge = encoder.encode_descriptor(name, help, None, MetricType::Gauge)?;
            ConstGauge::new(value).encode(gauge)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_has_its_labels() {
        let answers = vec![
            (Network::X, Counted::Success, 7),
            (Network::Facebook, Counted::Dead("password_changed"), 1),
        ];
        let text = text(answers).unwrap();
        for line in [
            "# TYPE relink_network_answers_total counter",
            r#"relink_network_answers_total{network="x",outcome="success",cause=""} 7"#,
            r#"relink_network_answers_total{network="facebook",outcome="dead",cause="password_changed"} 1"#,
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
        assert!(text.contains("process_resident_memory_bytes "), "{text}");
    }
}
