//! A message as it arrived (RFC 5322), read: to whom, whether a program wrote it, and its text.

use engine::support::Received;
use mail_parser::{Header, HeaderValue, MessageParser};

/// Where a message may say whom it was delivered to. The first two are written by mail servers.
const RECIPIENTS: [&str; 5] = ["delivered-to", "x-original-to", "envelope-to", "to", "cc"];
/// What is never a person's own word in Precedence.
const PROGRAMS: [&str; 3] = ["bulk", "junk", "auto_reply"];

/// Reads a message; `None` if it is none.
pub(crate) fn read(raw: &[u8]) -> Option<Received> {
    let message = MessageParser::default().parse(raw)?;
    let recipients = message
        .headers()
        .iter()
        .filter(|header| is_one_of(header, &RECIPIENTS))
        .flat_map(addresses)
        .collect();
    // HTML is turned into text where there is nothing else.
    let text = message.body_text(0).unwrap_or_default().into_owned();
    Some(Received {
        recipients,
        id: message.message_id().map(ToOwned::to_owned),
        is_automatic: is_automatic(message.headers_raw()),
        text,
    })
}

fn is_one_of(header: &Header<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| header.name().eq_ignore_ascii_case(name))
}

fn addresses(header: &Header<'_>) -> Vec<String> {
    let bare = |text: &str| text.trim().trim_matches(['<', '>']).to_owned();
    match header.value() {
        HeaderValue::Address(list) => {
            list.iter().filter_map(|one| one.address()).map(bare).collect()
        }
        HeaderValue::Text(text) => text.split(',').map(bare).collect(),
        HeaderValue::TextList(list) => list.iter().map(|text| bare(text)).collect(),
        _ => Vec::new(),
    }
}

/// Whether a program wrote it: then an answer to it would be answered again, and so for ever (RFC 3834, section 2).
fn is_automatic<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
    let mut headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim()));
    headers.any(|(name, value)| {
        let value = value.to_ascii_lowercase();
        let word = value.split([';', ' ', '(']).next().unwrap_or_default();
        match name.as_str() {
            "auto-submitted" => word != "no",
            "precedence" => PROGRAMS.contains(&word),
            "return-path" => value == "<>",
            "content-type" => word == "multipart/report",
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(headers: &str, body: &str) -> Received {
        let headers = headers.replace('\n', "\r\n");
        read(format!("{headers}\r\n\r\n{body}").as_bytes()).unwrap()
    }

    #[test]
    fn recipients_are_read_wherever_they_stand() {
        let mail = message(
            "Return-Path: <ada@client.test>\nDelivered-To: support+a@relink.example\n\
             X-Original-To: <support+b@relink.example>\nFrom: Ada <ada@client.test>\n\
             To: \"Relink, Support\" <support+c@relink.example>, x@y.test\n\
             Cc: group: support+d@relink.example;\nBcc: support+e@relink.example\n\
             Message-ID: <1@client.test>\nSubject: support+f@relink.example",
            "Hello\r\n",
        );
        let expected = ["a", "b", "c"].map(|token| format!("support+{token}@relink.example"));
        let expected: Vec<_> = expected
            .into_iter()
            .chain(["x@y.test".into(), "support+d@relink.example".into()])
            .collect();
        assert_eq!(mail.recipients, expected);
        assert_eq!(mail.id.as_deref(), Some("1@client.test"));
        assert_eq!(mail.text.trim(), "Hello");
        assert!(!mail.is_automatic);
    }

    #[test]
    fn what_a_program_wrote_is_known_by_its_headers() {
        for (header, is_automatic) in [
            ("Auto-Submitted: auto-replied", true),
            ("auto-submitted: Auto-Generated; type=x", true),
            ("Auto-Submitted: no", false),
            ("Precedence: bulk", true),
            ("Precedence: auto_reply", true),
            ("Precedence: first-class", false),
            ("Return-Path: <>", true),
            ("Return-Path: <ada@client.test>", false),
            ("Content-Type: multipart/report; report-type=delivery-status", true),
            ("X-Anything: auto-replied", false),
        ] {
            let mail = message(&format!("{header}\nTo: a@b.test"), "Hello\r\n");
            assert_eq!(mail.is_automatic, is_automatic, "{header}");
        }
    }

    #[test]
    fn a_text_is_read_in_whatever_form_it_comes() {
        let html = message(
            "To: a@b.test\nContent-Type: text/html; charset=utf-8",
            "<p>Hello <b>there</b> &amp; you</p><script>no()</script>",
        );
        assert!(html.text.contains("Hello there & you"), "{}", html.text);
        let quoted = message(
            "To: a@b.test\nContent-Type: text/plain; charset=iso-8859-2\nContent-Transfer-Encoding: quoted-printable",
            "=BElu=BB\r\n",
        );
        assert_eq!(quoted.text.trim(), "žluť");
        let both = message(
            "To: a@b.test\nContent-Type: multipart/alternative; boundary=x",
            "--x\r\nContent-Type: text/plain\r\n\r\nplain\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--x--\r\n",
        );
        assert_eq!(both.text.trim(), "plain");
    }

    #[test]
    fn nothing_that_is_sent_stops_it() {
        for raw in [
            &b""[..],
            b"\0\xff\r\n",
            b"To",
            b"To: \r\n\r\n",
            b"Content-Type: multipart/mixed; boundary=\r\n\r\n--",
        ] {
            let read = read(raw).unwrap_or_default();
            assert!(read.recipients.iter().all(|one| !one.contains('+')), "{read:?}");
        }
    }
}
