//! What an adapter makes of answers, whatever they are.

use domain::{network::Network, verdict::Verdict};
use engine::ports::networks::PushMessage;
use proptest::{collection::vec, prelude::*};

use crate::{
    answers::{misplaced, noise},
    anything,
    errands::every_errand,
    recorder::{NOW, Recorder, Reply},
    tables::TABLES,
};

/// Every network that has a table.
fn networks() -> impl Iterator<Item = (&'static str, Network)> {
    TABLES.iter().map(|judged| (judged.network, judged.network.parse().unwrap()))
}

/// Each case is some fifty calls over HTTP.
fn fewer() -> ProptestConfig {
    let config = anything::config();
    ProptestConfig { cases: config.cases / 8, max_shrink_iters: 64, ..config }
}

proptest! {
    #![proptest_config(fewer())]

    #[test]
    fn noise_turns_nothing_red(replies in vec(noise(), 1..6)) {
        for (_, network) in networks() {
            let verdicts = every_errand(network, replies.clone());
            let red: Vec<_> = verdicts.iter().filter(|it| matches!(it, Verdict::Dead(_))).collect();
            prop_assert!(red.is_empty(), "{network}: {red:?}");
        }
    }

    #[test]
    fn a_real_answer_in_the_wrong_place_is_borne(replies in TABLES.iter().map(|it| misplaced(it.network)).collect::<Vec<_>>()) {
        for ((_, network), replies) in networks().zip(replies) {
            every_errand(network, replies);
        }
    }

    /// Push messages are for everybody to send.
    #[test]
    fn nothing_is_heard_without_a_signature(
        is_handshake: bool,
        query in vec((anything::word(), anything::word()), 0..4),
        headers in vec((anything::word(), anything::word()), 0..4),
        body in anything::bytes(),
    ) {
        for (_, network) in networks() {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            let heard = runtime.block_on(async {
                let recorder = Recorder::start(network, |_| Reply::Html(500)).await;
                let message = PushMessage { is_handshake, query: &query, headers: &headers, body: &body, now: NOW };
                recorder.adapter().hear(&message).await
            });
            prop_assert!(heard.is_err() || is_handshake, "{network}");
        }
    }
}
