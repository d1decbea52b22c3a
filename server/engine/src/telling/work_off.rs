//! Working off what is due, several at a time.

use futures::{StreamExt as _, stream::FuturesUnordered};

use crate::Error;

/// What one step came to.
enum Step<D> {
    Took(Option<D>),
    Sent(bool),
}

/// Takes one thing after the other until nothing is due, and sends up to `at_once` of them at a time. Returns how many were
/// taken by whom they were sent to.
///
/// Taking goes on among the sending and never while that stands still: a thing under way may hold the turn to write, and whoever
/// waited for it without letting that thing go on would wait until the store's patience ends.
///
/// # Errors
/// The first that `take` or `send` ends with; what is under way then is dropped.
pub(super) async fn work_off<D, Taking, Sending>(
    at_once: usize,
    take: impl Fn() -> Taking,
    send: impl Fn(D) -> Sending,
) -> Result<usize, Error>
where
    Taking: Future<Output = Result<Option<D>, Error>>,
    Sending: Future<Output = Result<bool, Error>>,
{
    let (take, send) = (&take, &send);
    let step = |due: Option<D>| async move {
        match due {
            None => take().await.map(Step::Took),
            Some(due) => send(due).await.map(Step::Sent),
        }
    };
    let mut under_way = FuturesUnordered::new();
    under_way.push(step(None));
    let mut is_taking = true;
    let mut sent = 0;
    while let Some(done) = under_way.next().await {
        match done? {
            // As long as there is room for one more, the next is taken beside it.
            Step::Took(Some(due)) => {
                under_way.push(step(Some(due)));
                is_taking = under_way.len() < at_once;
                if is_taking {
                    under_way.push(step(None));
                }
            }
            Step::Took(None) => is_taking = false,
            Step::Sent(is_taken) => {
                sent += usize::from(is_taken);
                if !is_taking {
                    is_taking = true;
                    under_way.push(step(None));
                }
            }
        }
    }
    Ok(sent)
}

#[cfg(test)]
mod tests {
    use std::{
        cell::{Cell, RefCell},
        pin::pin,
        task::{Context, Poll, Waker},
    };

    use tokio::{sync::Mutex, task::yield_now};

    use super::*;

    /// More often nothing here has to be asked.
    const ENOUGH: usize = 10_000;

    /// Works off so many things, where taking and sending need the same turn: how many were sent, and how many at a time at most.
    fn worked_off(things: usize, at_once: usize) -> Option<(usize, usize)> {
        let (turn, left) = (Mutex::new(()), Cell::new(things));
        let (under_way, most) = (Cell::new(0), RefCell::new(0));
        let take = || async {
            let _turn = turn.lock().await;
            yield_now().await;
            let is_left = left.get() > 0;
            left.set(left.get().saturating_sub(1));
            Ok(is_left.then_some(()))
        };
        let send = |()| async {
            under_way.set(under_way.get() + 1);
            most.replace_with(|most| under_way.get().max(*most));
            yield_now().await;
            let held = turn.lock().await;
            yield_now().await;
            drop(held);
            under_way.set(under_way.get() - 1);
            Ok(true)
        };
        let mut working = pin!(work_off(at_once, take, send));
        let mut context = Context::from_waker(Waker::noop());
        (0..ENOUGH).find_map(|_| match working.as_mut().poll(&mut context) {
            Poll::Ready(sent) => Some((sent.ok()?, *most.borrow())),
            Poll::Pending => None,
        })
    }

    #[test]
    fn nobody_waits_for_a_turn_that_somebody_holds_who_does_not_go_on() {
        for things in 0..40 {
            let Some((sent, _)) = worked_off(things, 16) else { panic!("{things} stand still") };
            assert_eq!(sent, things);
        }
    }

    #[test]
    fn so_many_go_out_at_once_and_no_more() {
        for at_once in [1, 2, 16] {
            let (sent, most) = worked_off(40, at_once).expect("it comes to its end");
            assert!(sent == 40 && most <= at_once, "{most} of {at_once}");
        }
    }
}
