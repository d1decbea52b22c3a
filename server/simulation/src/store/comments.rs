//! Comments: how far they were heard, as people read and change them, and what they are answered.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use domain::{
    comment::{Comment, CommentState, Reply, Shown},
    community::CommunityRole,
    event::What,
    id::{ChannelId, CommentId, PersonId, ReplyId, WorkspaceId},
    time::{Span, Timestamp},
};
use engine::ports::store::{
    Comments, Listenings, Stored,
    comments::{CommentCursor, CommentList, CommentQuery, HearLater, Heard, Listening, Unheard},
    turns::{Taken, TurnRequest},
};

use super::{MemStore, turns};

/// Everything of Community Management.
#[derive(Debug, Default)]
pub(super) struct Talk {
    listenings: BTreeMap<(WorkspaceId, ChannelId), Ear>,
    unheard: BTreeMap<(WorkspaceId, ChannelId, Timestamp), Timestamp>,
    pub(super) comments: BTreeMap<(WorkspaceId, CommentId), Comment>,
    pub(super) replies: BTreeMap<(WorkspaceId, ReplyId), Reply>,
    pub(super) roles: BTreeMap<(WorkspaceId, PersonId, ChannelId), CommunityRole>,
}

/// How far a channel was heard.
#[derive(Debug, Default)]
struct Ear {
    due_at: Option<Timestamp>,
    heard_until: Option<Timestamp>,
    is_blind: bool,
}

impl Talk {
    /// A channel that is linked has its turn at `now` unless it has one anyway.
    pub(super) fn begin(&mut self, home: WorkspaceId, channel: ChannelId, now: Timestamp) {
        self.listenings.entry((home, channel)).or_default().due_at.get_or_insert(now);
    }

    fn of<'a>(
        &'a self,
        workspace: WorkspaceId,
        channels: &'a [ChannelId],
    ) -> impl Iterator<Item = &'a Comment> {
        let here = self.comments.iter().filter(move |((home, _), _)| *home == workspace);
        here.map(|(_, comment)| comment).filter(|comment| channels.contains(&comment.channel))
    }

    fn listening(&self, workspace: WorkspaceId, channel: ChannelId) -> Option<Listening> {
        let ear = self.listenings.get(&(workspace, channel))?;
        let newest = self.of(workspace, &[channel]).map(|comment| comment.at).max();
        let (heard_until, is_blind) = (ear.heard_until, ear.is_blind);
        Some(Listening { channel, heard_until, newest, is_blind })
    }

    /// Adds what is not known yet. How many comments that were.
    fn add(&mut self, heard: &Heard) -> u32 {
        let mut known: BTreeSet<_> = self
            .of(heard.workspace, &[heard.channel])
            .map(|comment| comment.remote_id.clone())
            .collect();
        let is_new = |comment: &&Comment| known.insert(comment.remote_id.clone());
        let new: Vec<_> = heard.comments.iter().filter(is_new).cloned().collect();
        for comment in &new {
            self.comments.insert((heard.workspace, comment.id), comment.clone());
        }
        for own in new.iter().filter(|comment| comment.state == CommentState::Own) {
            let answered = self.comments.iter_mut().filter(|((home, _), comment)| {
                (*home, comment.channel) == (heard.workspace, heard.channel)
                    && comment.state == CommentState::New
                    && own.parent.as_ref() == Some(&comment.remote_id)
            });
            for (_, comment) in answered {
                comment.state = CommentState::Answered;
                comment.version += 1;
            }
        }
        u32::try_from(new.len()).unwrap_or(u32::MAX)
    }
}

/// Whether a queue shows a comment.
fn is_shown(shown: Shown, comment: &Comment) -> bool {
    let state = comment.state;
    match shown {
        Shown::New => state == CommentState::New && !comment.is_hidden,
        Shown::Answered => state == CommentState::Answered,
        Shown::Hidden => state != CommentState::Own && comment.is_hidden,
        Shown::Assigned => state == CommentState::New && comment.assignee.is_some(),
        Shown::Done => state == CommentState::Done,
    }
}

#[async_trait]
impl Listenings for MemStore {
    async fn take_listenings(&self, request: &TurnRequest) -> Stored<Taken> {
        let listenings = &mut self.state().talk.listenings;
        Ok(turns::take(listenings.iter_mut().map(|(key, ear)| (*key, &mut ear.due_at)), request))
    }

    async fn listening(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
    ) -> Stored<Option<Listening>> {
        Ok(self.state().talk.listening(workspace, channel))
    }

    async fn listenings(&self, workspace: WorkspaceId) -> Stored<Vec<Listening>> {
        let talk = &self.state().talk;
        let here = talk.listenings.keys().filter(|(home, _)| *home == workspace);
        Ok(here.filter_map(|(_, channel)| talk.listening(workspace, *channel)).collect())
    }

    async fn hear(&self, heard: &Heard) -> Stored<u32> {
        let mut state = self.state();
        let key = (heard.workspace, heard.channel);
        let Some(ear) = state.talk.listenings.get_mut(&key) else { return Ok(0) };
        let was_blind = std::mem::take(&mut ear.is_blind);
        ear.due_at = Some(heard.again);
        ear.heard_until = ear.heard_until.max(Some(heard.heard_until));
        if let Some(Unheard { channel, from, until }) = heard.unheard {
            state.talk.unheard.insert((heard.workspace, channel, from), until);
        }
        let new = state.talk.add(heard);
        if new > 0 || was_blind || heard.unheard.is_some() {
            state.tell(heard.workspace, heard.now, What::Comments { channel: heard.channel });
        }
        Ok(new)
    }

    async fn hear_later(&self, later: &HearLater) -> Stored<()> {
        let mut state = self.state();
        let key = (later.workspace, later.channel);
        let Some(ear) = state.talk.listenings.get_mut(&key) else { return Ok(()) };
        ear.due_at = later.again;
        if std::mem::replace(&mut ear.is_blind, later.is_blind) != later.is_blind {
            state.tell(later.workspace, later.now, What::Comments { channel: later.channel });
        }
        Ok(())
    }

    async fn wake_blind(&self, workspace: Option<WorkspaceId>, now: Timestamp) -> Stored<()> {
        for ((home, _), ear) in &mut self.state().talk.listenings {
            if ear.is_blind && workspace.is_none_or(|workspace| workspace == *home) {
                ear.due_at = Some(now);
            }
        }
        Ok(())
    }

    async fn unheard(&self, workspace: WorkspaceId) -> Stored<Vec<Unheard>> {
        let state = self.state();
        let here = state.talk.unheard.iter().filter(|((home, _, _), _)| *home == workspace);
        let mut unheard: Vec<_> = here
            .map(|((_, channel, from), until)| Unheard {
                channel: *channel,
                from: *from,
                until: *until,
            })
            .collect();
        unheard.sort_by_key(|unheard| (std::cmp::Reverse(unheard.until), unheard.channel));
        Ok(unheard)
    }
}

#[async_trait]
impl Comments for MemStore {
    async fn list_comments(
        &self,
        workspace: WorkspaceId,
        query: &CommentQuery,
    ) -> Stored<CommentList> {
        let state = self.state();
        let wanted = |comment: &&Comment| {
            comment.state != CommentState::Own
                && query.shown.is_none_or(|shown| is_shown(shown, comment))
                && query.assignee.is_none_or(|person| comment.assignee == Some(person))
                && query.after.is_none_or(|after| (comment.at, comment.id) < (after.at, after.id))
        };
        let here = state.talk.of(workspace, &query.channels);
        let mut comments: Vec<_> = here.filter(wanted).cloned().collect();
        comments.sort_by_key(|comment| std::cmp::Reverse((comment.at, comment.id)));
        let limit = query.limit as usize;
        let is_more = comments.len() > limit;
        comments.truncate(limit);
        let last = comments.last().filter(|_| is_more);
        let next = last.map(|last| CommentCursor { at: last.at, id: last.id });
        Ok(CommentList { comments, next, as_of: state.last_event(workspace) })
    }

    async fn comment(&self, workspace: WorkspaceId, comment: CommentId) -> Stored<Option<Comment>> {
        Ok(self.state().talk.comments.get(&(workspace, comment)).cloned())
    }

    async fn thread(
        &self,
        workspace: WorkspaceId,
        channel: ChannelId,
        post: &str,
        limit: u32,
    ) -> Stored<Vec<Comment>> {
        let state = self.state();
        let channels = [channel];
        let here = state.talk.of(workspace, &channels).filter(|comment| comment.post == post);
        let mut thread: Vec<_> = here.cloned().collect();
        thread.sort_by_key(|comment| (comment.at, comment.id));
        Ok(thread.split_off(thread.len().saturating_sub(limit as usize)))
    }

    async fn count_comments(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
    ) -> Stored<[u32; 5]> {
        let state = self.state();
        let mut counts = [0; 5];
        for comment in state.talk.of(workspace, channels) {
            for (count, shown) in counts.iter_mut().zip(Shown::ALL) {
                *count += u32::from(is_shown(shown, comment));
            }
        }
        Ok(counts)
    }

    async fn change_comment(
        &self,
        workspace: WorkspaceId,
        seen: u32,
        comment: &Comment,
        now: Timestamp,
    ) -> Stored<bool> {
        let mut state = self.state();
        let kept = state.talk.comments.get_mut(&(workspace, comment.id));
        let Some(kept) = kept.filter(|kept| kept.version == seen) else { return Ok(false) };
        kept.state = comment.state;
        kept.is_hidden = comment.is_hidden;
        kept.is_liked = comment.is_liked;
        kept.assignee = comment.assignee;
        kept.version += 1;
        let channel = kept.channel;
        state.tell(workspace, now, What::Comments { channel });
        Ok(true)
    }

    async fn comments_by_half_hour(
        &self,
        workspace: WorkspaceId,
        channels: &[ChannelId],
        from: Timestamp,
        until: Timestamp,
    ) -> Stored<Vec<(Timestamp, u32)>> {
        let state = self.state();
        let mut paces = BTreeMap::new();
        for comment in state.talk.of(workspace, channels) {
            let at = comment.at;
            if comment.state != CommentState::Own && from <= at && at < until {
                let over = at.millis().rem_euclid(Span::minutes(30).as_millis());
                *paces.entry(at.before(Span::millis(over))).or_insert(0) += 1;
            }
        }
        Ok(paces.into_iter().collect())
    }
}
