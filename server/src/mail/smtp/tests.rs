use domain::{id::LetterId, language::Language, time::Timestamp};
use engine::telling::Message as Says;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpListener,
};

use super::*;

const NOW: Timestamp = Timestamp::from_seconds(1_796_000_000);

/// A mail server that gives one answer to whoever is written to; what it was told, line by line.
async fn server(answer: &'static str) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let talk = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        let mut told = Vec::new();
        let mut is_data = false;
        write.write_all(b"220 mail.test\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            told.push(line.clone());
            let says = match (is_data, line.split([' ', ':']).next().unwrap_or_default()) {
                (true, ".") => {
                    is_data = false;
                    "250 taken"
                }
                (true, _) => continue,
                (false, "RCPT") => answer,
                (false, "DATA") => {
                    is_data = true;
                    "354 go on"
                }
                (false, "QUIT") => break,
                (false, _) => "250 yes",
            };
            write.write_all(format!("{says}\r\n").as_bytes()).await.unwrap();
        }
        told
    });
    (url, talk)
}

fn smtp(url: &str) -> Smtp {
    let sender = Sender::parse(Some(url), Some("Relink <relink@agency.test>"));
    sender.unwrap().unwrap().at("https://relink.test")
}

fn letter(to: &str) -> Letter {
    Letter {
        to: to.into(),
        message: Says::Test { workspace: "Dvořák".into(), by: "Mara".into() },
        language: Language::English,
        secret: None,
        at: NOW,
    }
}

fn id() -> LetterId {
    LetterId::new(NOW, [7; 10])
}

#[tokio::test]
async fn a_letter_names_itself_and_says_that_no_person_wrote_it() {
    let (url, talk) = server("250 yes").await;
    let smtp = smtp(&url);
    smtp.deliver(id(), &letter("ada@client.test")).await.unwrap();
    drop(smtp);
    let told = talk.await.unwrap().join("\n");
    for part in [
        "RCPT TO:<ada@client.test>",
        &format!("Message-ID: <{}@agency.test>", id()),
        "Auto-Submitted: auto-generated",
        "Content-Type: text/plain; charset=utf-8",
        "From: Relink <relink@agency.test>",
        "https://relink.test",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[tokio::test]
async fn only_a_refusal_of_the_letter_itself_is_final() {
    for (answer, is_final) in [
        ("550 5.1.1 nobody of that name", true),
        ("553 not an address", true),
        ("450 try again later", false),
        ("421 closing", false),
        ("530 sign in first", false),
        ("535 who are you", false),
    ] {
        let (url, _talk) = server(answer).await;
        let outcome = smtp(&url).deliver(id(), &letter("ada@client.test")).await;
        let found = outcome.unwrap_err();
        assert_eq!(matches!(found, NotDelivered::Ever(_)), is_final, "{answer}: {found:?}");
    }
    let nobody_listens = smtp("smtp://127.0.0.1:1").deliver(id(), &letter("a@b.test")).await;
    assert!(matches!(nobody_listens, Err(NotDelivered::Yet(_))), "{nobody_listens:?}");
    let no_address = smtp("smtp://127.0.0.1:1").deliver(id(), &letter("nobody")).await;
    assert!(matches!(no_address, Err(NotDelivered::Ever(_))), "{no_address:?}");
}

#[test]
fn settings_are_read_whole_or_refused_in_one_line_without_the_password() {
    assert!(Sender::parse(None, None).unwrap().is_none());
    let from = Some("relink@agency.test");
    for (url, from) in [
        (Some("smtp://mail.test"), None),
        (None, from),
        (Some("http://user:s3cret@mail.test"), from),
        (Some("mail.test:25 s3cret"), from),
        (Some("smtp://mail.test"), Some("nobody")),
    ] {
        let error = Sender::parse(url, from).unwrap_err().to_string();
        assert!(!error.contains("s3cret") && !error.contains('\n'), "{error}");
    }
    for url in ["smtps://user:s3cret@mail.test", "smtp://mail.test:587?tls=required"] {
        assert!(Sender::parse(Some(url), from).unwrap().is_some(), "{url}");
    }
}
