//! A mail server that takes every letter (RFC 5321) and remembers it by its Message-ID.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// The letters it has, by Message-ID: the subject, and how often it came.
type Taken = BTreeMap<String, (String, usize)>;

/// A mail server.
pub(crate) struct PostOffice {
    pub(crate) url: String,
    taken: Arc<Mutex<Taken>>,
}

impl PostOffice {
    pub(crate) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let taken = Arc::<Mutex<Taken>>::default();
        let keeps = taken.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let keeps = keeps.clone();
                // Whoever is killed in the middle of a letter ends the conversation: it has not been taken.
                tokio::spawn(async move { converse(stream, &keeps).await });
            }
        });
        Self { url, taken }
    }

    /// The letters that it has.
    pub(crate) fn letters(&self) -> Taken {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn converse(stream: TcpStream, keeps: &Mutex<Taken>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 mail.test\r\n").await.ok()?;
    loop {
        let line = lines.next_line().await.ok()??;
        let answer: &[u8] = match line.get(..4).unwrap_or_default() {
            "DATA" => b"354 go on\r\n",
            "QUIT" => b"221 bye\r\n",
            _ => b"250 yes\r\n",
        };
        write.write_all(answer).await.ok()?;
        if line == "DATA" {
            let (mut id, mut subject) = (String::new(), String::new());
            loop {
                let line = lines.next_line().await.ok()??;
                let value = |name| line.strip_prefix(name).map(str::trim).map(str::to_owned);
                if line == "." {
                    break;
                } else if let Some(value) = value("Message-ID:") {
                    id = value;
                } else if let Some(value) = value("Subject:") {
                    subject = value;
                }
            }
            keeps
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .entry(id)
                .or_insert((subject, 0))
                .1 += 1;
            write.write_all(b"250 taken\r\n").await.ok()?;
        }
    }
}
