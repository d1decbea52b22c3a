//! The way from a process to the store: where it may die before and after each unit of work, and where the store may refuse.

mod analytics;
mod community;
mod devices;
mod hooks;
mod notices;
mod passkeys;
mod ports;
mod scheduler;
mod second_factors;
mod support;
mod team;

use std::fmt::Display;

use async_trait::async_trait;
use domain::{
    id::{ProfileId, WorkspaceId},
    time::{Span, Timestamp},
};
use engine::{
    ports::store::{
        Grants, StoreError, Stored,
        accounts::AuditEntry,
        grants::{
            Begun, Check, Due, DueRequest, Fence, Held, HeldProfile, RenewalRecord, RenewalRequest,
        },
        turns::Taken,
    },
    vault::Fingerprint,
};

use super::{Life, Weight};
use crate::{
    Mutant,
    book::{Cut, Open},
    store::Key,
    world::sleep,
};

/// Units of work on which nothing hangs that a death could tear apart in a way of its own.
macro_rules! light {
    ($door:ident . $method:ident ( $($argument:expr),* )) => {{
        let work = $door.0.world.store.$method($($argument),*);
        $door.through(stringify!($method), Weight::Light, work).await
    }};
}
use light;

/// The store, as one incarnation of a process reaches it.
pub(crate) struct Door(pub(crate) std::sync::Arc<Life>);

impl Door {
    async fn through<T>(
        &self,
        what: impl Display,
        weight: Weight,
        work: impl Future<Output = Stored<T>>,
    ) -> Stored<T> {
        let Self(life) = self;
        let world = &life.world;
        life.pass(weight).await;
        if weight != Weight::Idle && world.is_rough() && world.dice().chance(200_000) {
            let late = world.within(1, 20);
            sleep(late).await;
        }
        let is_down = world.is_rough() && world.weather.is_store_down(world.now());
        let is_refused = weight != Weight::Idle && world.happens(world.weather.chances.refusal);
        if is_down || is_refused {
            world.step(format_args!("{life} {what} refused"));
            return Err(StoreError::Unavailable("the store is down".into()));
        }
        let result = work.await;
        if weight != Weight::Idle {
            world.step(format_args!("{life} {what}"));
            life.pass(weight).await;
        }
        result
    }

    /// Takes turns: a death may follow if there were any.
    async fn turns(&self, what: &str, work: impl Future<Output = Stored<Taken>>) -> Stored<Taken> {
        let taken = self.through(what, Weight::Idle, work).await?;
        if !taken.channels.is_empty() {
            let many = taken.channels.len();
            self.0.world.step(format_args!("{} {what}: turns of {many}", self.0));
            self.0.pass(Weight::Light).await;
        }
        Ok(taken)
    }

    /// Ends what the book knows to be under way.
    fn ended(&self, held: &Held, cut: Option<Cut>) {
        let mut book = self.0.world.book();
        let key = (held.workspace, held.profile);
        let (process, incarnation) = (self.0.process, self.0.incarnation);
        let mine = |open: &&mut Open| open.process == process && open.incarnation == incarnation;
        let Some(open) = book.open.get_mut(&key).filter(|open| mine(open)).map(|open| *open) else {
            return;
        };
        if let Some(cut) = cut {
            book.cuts.entry(open.spends.0).or_insert(cut);
        }
        if cut != Some(Cut::StoreRefused) {
            book.open.remove(&key);
        }
    }
}

#[async_trait]
impl Grants for Door {
    async fn held_profile(&self, home: WorkspaceId, id: ProfileId) -> Stored<Option<HeldProfile>> {
        light!(self.held_profile(home, id))
    }

    async fn take_due(&self, request: &DueRequest) -> Stored<Due> {
        let mut request = *request;
        if self.0.world.mutant == Some(Mutant::TakesForGood) {
            request.again = request.now.after(Span::days(30));
        }
        let due = self.through("take_due", Weight::Idle, self.0.world.store.take_due(&request));
        let due = due.await?;
        if !due.profiles.is_empty() {
            self.0.world.step(format_args!("{} takes {}", self.0, due.profiles.len()));
            self.0.pass(Weight::Light).await;
        }
        Ok(due)
    }

    async fn put_off(&self, home: WorkspaceId, id: ProfileId, at: Timestamp) -> Stored<()> {
        light!(self.put_off(home, id, at))
    }

    async fn record_check(&self, check: &Check) -> Stored<bool> {
        let what = format!("record_check {} {:?}", check.profile, check.health.kind());
        let work = self.0.world.store.record_check(check);
        self.through(what, Weight::Light, work).await
    }

    async fn begin_renewal(&self, request: &RenewalRequest) -> Stored<Begun> {
        let life = &self.0;
        let mut asked = *request;
        match life.world.mutant {
            Some(Mutant::ForgetsIntents) => asked.spends = None,
            Some(Mutant::ForgetsLeases) => {
                let key = (request.workspace, request.profile);
                asked.takes_over = life.world.store.row(key, |row| Fence(row.fence));
            }
            _ => {}
        }
        let work = async {
            let begun = life.world.store.begin_renewal(&asked).await;
            if let (Ok(Begun::Leased(_)), Some(spends)) = (&begun, request.spends) {
                let (process, incarnation) = (life.process, life.incarnation);
                let key = (request.workspace, request.profile);
                let mut book = life.world.book();
                if life.is_dead() {
                    // What was on its way to the store when the process died is committed all the same.
                    book.cuts.entry(spends.0).or_insert(Cut::Crashed);
                } else {
                    book.open.insert(key, Open { spends, process, incarnation });
                }
            }
            begun
        };
        let begun =
            self.through(format!("begin_renewal {}", request.profile), Weight::Heavy, work).await?;
        life.world.step(format_args!("{life} {begun:?}"));
        Ok(begun)
    }

    async fn record_renewal(&self, renewal: &RenewalRecord) -> Stored<Option<u64>> {
        let work = async {
            if self.0.world.mutant == Some(Mutant::ForgetsResults) && self.0.world.happens(20_000) {
                self.ended(&renewal.held, None);
                return Ok(Some(renewal.version + 1));
            }
            let recorded = self.0.world.store.record_renewal(renewal).await;
            self.ended(&renewal.held, None);
            recorded
        };
        let recorded = self
            .through(format!("record_renewal {}", renewal.held.profile), Weight::Heavy, work)
            .await;
        if recorded.is_err() {
            self.ended(&renewal.held, Some(Cut::StoreRefused));
        }
        recorded
    }

    async fn end_renewal(&self, held: &Held, spent: bool) -> Stored<()> {
        let work = async {
            let ended = self.0.world.store.end_renewal(held, spent).await;
            self.ended(held, spent.then_some(Cut::AnswerLost));
            ended
        };
        let ended = self
            .through(format!("end_renewal {} {spent}", held.profile), Weight::Heavy, work)
            .await;
        if ended.is_err() {
            self.ended(held, Some(Cut::StoreRefused));
        }
        ended
    }

    async fn same_identity(&self, fingerprint: Fingerprint) -> Stored<Vec<Key>> {
        light!(self.same_identity(fingerprint))
    }

    async fn remove_profile(
        &self,
        home: WorkspaceId,
        id: ProfileId,
        audit: &AuditEntry,
    ) -> Stored<bool> {
        light!(self.remove_profile(home, id, audit))
    }
}
