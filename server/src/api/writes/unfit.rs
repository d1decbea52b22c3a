//! Why a post is not written so, in words.

use domain::id::ChannelId;
use engine::apps::scheduler::{Edited, Unfit};

use super::super::{
    entry::Entered,
    problem::{Problem, Wrong},
};
use crate::state::AppState;

/// Why an edit was not done.
pub(super) async fn not_edited(
    state: &AppState,
    entered: &Entered,
    channel: ChannelId,
    edited: Edited,
) -> Result<Problem, Problem> {
    match edited {
        Edited::Done(_) | Edited::Conflict(_) => Ok(Problem::CHANGED),
        Edited::Unfit(unfit) => match unfit.into_iter().next() {
            Some((_, why)) => refused(state, entered, channel, why).await,
            None => Ok(Problem::CHANGED),
        },
    }
}

/// Why something is not done with a post: as things stand, or for what was sent.
pub(super) async fn refused(
    state: &AppState,
    entered: &Entered,
    channel: ChannelId,
    why: Unfit,
) -> Result<Problem, Problem> {
    match why {
        Unfit::NotNow(why) => Ok(Problem::conflict(words::not_now(why))),
        why => Ok(Problem::unfit(wrongs(state, entered, channel, "", why).await?)),
    }
}

/// What is wrong with a post to `channel`; `pointer` is where the body names it.
pub(super) async fn wrongs(
    state: &AppState,
    entered: &Entered,
    channel: ChannelId,
    pointer: &str,
    why: Unfit,
) -> Result<Vec<Wrong>, Problem> {
    let (at, detail) = match why {
        Unfit::Faults(faults) => {
            let channels = state.engine.channels(&entered.viewer).await?;
            let channel = channels.iter().find(|one| one.id == channel);
            let channel = channel.ok_or(Problem::NOT_FOUND)?;
            let faults = faults.iter().map(|it| words::fault(it, &channel.name, channel.network));
            return Ok(faults.map(|says| Wrong::at(pointer, says)).collect());
        }
        Unfit::NotNow(why) => (pointer, words::not_now(why)),
        Unfit::Past => ("/at", "That moment has passed."),
        Unfit::LastMomentBefore => ("/last_moment", "The last moment is before the post goes out."),
        Unfit::NoFreeSlot => (pointer, "The channel has no free slot."),
        Unfit::NoSuchChannel => (pointer, "There is no such channel."),
        Unfit::NoSuchPicture => (pointer, "The picture of this post is not there any more."),
    };
    Ok(vec![Wrong::at(at, detail)])
}
