//! What follows the event log: takes what comes, notices what is missing, and starts again after every silence.

use domain::{event::EventId, id::ProfileId};
use futures::{
    StreamExt,
    channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded},
};

use super::{
    News,
    board::{Board, Then},
    position::{Position, Step},
    senses::Senses,
    stream::{Said, Stream, read},
    tabs::Tabs,
};
use crate::{api, backend::CaughtUp, error::Error, window};

/// A stream that has said nothing for so long is dead: heartbeats come every 15 s. Milliseconds.
const SILENCE: f64 = 40_000.0;

/// A follower of one workspace's log.
pub(super) struct Follower {
    board: Board,
    position: Position,
    /// Profiles to be read anew.
    unread: Vec<ProfileId>,
    /// Whether the log may hold something that was not heard of.
    doubtful: bool,
    /// Whether the log no longer reaches back to where this page is.
    lost: bool,
}

impl Follower {
    pub(super) fn new(board: Board, as_of: EventId) -> Self {
        Self {
            board,
            position: Position::at(as_of),
            unread: Vec::new(),
            doubtful: false,
            lost: false,
        }
    }

    /// Follows until it is dropped, or until everything has to be read anew.
    pub(super) async fn run(mut self, reload: impl Fn()) {
        let (to, mut news) = unbounded();
        let tabs = Tabs::join(self.board.workspace, &to);
        let _senses = Senses::new(&to);
        let mut line = Line::new(to);
        while let Some(first) = news.next().await {
            self.take(first, &tabs, &mut line);
            self.take_waiting(&mut news, &tabs, &mut line);
            let cut = self.settle().await;
            if self.lost {
                return reload();
            }
            if matches!(cut, Some(Error::NotSignedIn | Error::Forbidden | Error::WorkspaceSwitched))
            {
                return;
            }
        }
    }

    /// What came in the meantime belongs to the same moment.
    fn take_waiting(&mut self, news: &mut UnboundedReceiver<News>, tabs: &Tabs, line: &mut Line) {
        while let Ok(next) = news.try_recv() {
            self.take(next, tabs, line);
        }
    }

    fn take(&mut self, news: News, tabs: &Tabs, line: &mut Line) {
        match news {
            News::Leading => {
                line.leading = true;
                line.open(self);
            }
            News::Streamed { kind, data } => {
                line.hear();
                tabs.repeat(kind, &data);
                self.hear(read(kind, &data));
            }
            News::Repeated { kind, data } => {
                line.hear();
                self.hear(read(&kind, &data));
            }
            News::Closed { number } if number == line.number => {
                line.stream = None;
                self.doubtful = true;
            }
            News::Closed { .. } => {}
            News::Woken => {
                line.open(self);
                self.doubtful |= !line.leading;
            }
            News::Settled => self.doubtful |= !line.leading,
            News::Tick => {
                if line.is_silent() {
                    line.hear();
                    line.stream = None;
                    self.doubtful = true;
                }
                if line.stream.is_none() {
                    line.open(self);
                }
            }
        }
    }

    fn hear(&mut self, said: Option<Said>) {
        match said {
            Some(Said::Change(event)) => match self.position.receive(event.id) {
                Step::Apply => self.after(self.board.apply(event)),
                Step::Ignore => {}
                Step::CatchUp => self.doubtful = true,
            },
            Some(Said::Heartbeat { last, now }) => {
                self.board.advance(now);
                self.position.hear_of(last);
                self.doubtful |= self.position.is_behind() || self.board.is_cut();
            }
            Some(Said::Resync) => self.lost = true,
            None => {}
        }
    }

    fn after(&mut self, then: Then) {
        match then {
            Then::Nothing => {}
            Then::Read(profiles) => {
                for profile in profiles {
                    if !self.unread.contains(&profile) {
                        self.unread.push(profile);
                    }
                }
            }
            Then::Return(profile) => window::return_to(profile),
        }
    }

    /// Reads what is missing, or says why it cannot.
    async fn settle(&mut self) -> Option<Error> {
        if !self.doubtful && self.unread.is_empty() {
            return None;
        }
        let cut = match self.catch_up().await {
            Ok(()) => self.read_anew().await.err(),
            Err(error) => Some(error),
        };
        self.board.set_cut(cut.clone());
        cut
    }

    async fn catch_up(&mut self) -> Result<(), Error> {
        while self.doubtful {
            let after = self.position.read();
            match api::events_after(self.board.workspace, after).await? {
                CaughtUp::Events(events) => {
                    self.doubtful = !events.is_empty();
                    for event in events {
                        self.hear(Some(Said::Change(event)));
                    }
                }
                CaughtUp::Resync => {
                    self.lost = true;
                    self.doubtful = false;
                }
            }
        }
        Ok(())
    }

    async fn read_anew(&mut self) -> Result<(), Error> {
        while let Some(profile) = self.unread.first().copied() {
            match api::one(self.board.workspace, profile).await {
                Ok(row) => {
                    let then = self.board.put(row);
                    self.after(then);
                }
                // It was removed since; the log will say so.
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
            self.unread.retain(|unread| *unread != profile);
        }
        Ok(())
    }
}

/// The way news take: an own stream, or the leading tab's.
struct Line {
    to: UnboundedSender<News>,
    leading: bool,
    stream: Option<Stream>,
    number: u32,
    heard_at: f64,
}

impl Line {
    fn new(to: UnboundedSender<News>) -> Self {
        Self { to, leading: false, stream: None, number: 0, heard_at: js_sys::Date::now() }
    }

    fn open(&mut self, follower: &Follower) {
        if self.leading {
            self.number += 1;
            self.stream = Stream::open(
                follower.board.workspace,
                follower.position.read(),
                self.number,
                &self.to,
            );
        }
    }

    fn hear(&mut self) {
        self.heard_at = js_sys::Date::now();
    }

    fn is_silent(&self) -> bool {
        js_sys::Date::now() - self.heard_at > SILENCE
    }
}
