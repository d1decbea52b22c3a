//! The form in which a post is written, or changed.

use domain::{id::PostId, post::Picture, scheduling::SchedulerRole};
use leptos::prelude::*;
use words::say;

use super::{
    channels::Channels,
    preview::{Lengths, Preview},
    timing::Timing,
    wrong::{Conflict, Problems},
};
use crate::{
    backend::scheduler::Desk,
    paths,
    sent::{Draft, Sent, Wrong},
};

/// What the form is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A new post, to any channels.
    New,
    /// This post of the composition, perhaps with the others: each with its version.
    Edit(PostId, Vec<(PostId, u32)>),
}

/// The form.
#[component]
pub(super) fn Compose(desk: Desk, sent: Sent, purpose: Purpose) -> impl IntoView {
    let action = match &purpose {
        Purpose::New => paths::NEW_POST.to_owned(),
        Purpose::Edit(id, _) => paths::post(*id),
    };
    let Sent { draft, wrong, theirs } = sent;
    let conflict = wrong.contains(&Wrong::Conflict).then(|| {
        view! { <Conflict theirs=theirs.clone() draft=draft.clone() desk=desk.clone() purpose=purpose.clone() /> }
    });
    let is_wrong = |is_it: fn(&Wrong) -> bool| wrong.iter().any(is_it).then_some("true");
    let text_invalid = is_wrong(|it| matches!(it, Wrong::Fault(..)));
    let link_invalid = is_wrong(|it| matches!(it, Wrong::NotALink));
    let who = match &purpose {
        Purpose::New => {
            Some(view! { <Channels desk=desk.clone() ticked=draft.channels.clone() /> })
        }
        Purpose::Edit(..) => None,
    };
    let submit = match (&purpose, wrong.contains(&Wrong::Conflict)) {
        (_, true) => say!(scheduler.wrong.keep_mine),
        (Purpose::New, false) => say!(scheduler.write_page.submit),
        (Purpose::Edit(..), false) => say!(scheduler.write_page.save),
    };
    let seen = seen(&purpose, &draft);
    let publishes = match &purpose {
        Purpose::New => desk.linked().any(|it| desk.may(it.id, SchedulerRole::may_publish)),
        Purpose::Edit(..) => {
            draft.channels.iter().all(|id| desk.may(*id, SchedulerRole::may_publish))
        }
    };
    view! {
        <form class="compose" method="post" action=action enctype="multipart/form-data">
            <input type="hidden" name="workspace" value=desk.workspace.to_string() />
            {conflict}
            <Problems wrong=wrong.clone() desk=desk.clone() draft=draft.clone() />
            <div class="compose-what">
                <div class="field">
                    <label for="text">{say!(scheduler.write_page.text)}</label>
                    <textarea
                        id="text"
                        name="text"
                        rows="7"
                        data-measured="lengths"
                        aria-describedby="lengths"
                        aria-invalid=text_invalid
                    >
                        {draft.text.clone()}
                    </textarea>
                    <Lengths desk=desk.clone() draft=draft.clone() has_boxes=purpose == Purpose::New />
                </div>
                <div class="field">
                    <label for="link">{say!(scheduler.write_page.link)}</label>
                    <input
                        id="link"
                        name="link"
                        type="url"
                        inputmode="url"
                        value=draft.link.clone()
                        aria-describedby="link-hint"
                        aria-invalid=link_invalid
                    />
                    <small id="link-hint">{say!(scheduler.write_page.link_hint)}</small>
                </div>
                <PictureField draft=draft.clone() />
                <Timing desk=desk.clone() draft=draft.clone() wrong is_new=purpose == Purpose::New publishes />
            </div>
            <div class="compose-how">
                {who}
                <Preview desk draft />
            </div>
            <div class="compose-end compose-wide">
                {seen}
                <p class="steps">
                    <button class="button button-main" name="do" value="save">
                        {submit}
                    </button>
                    <button class="button" name="do" value="preview" formnovalidate>
                        {say!(scheduler.write_page.check)}
                    </button>
                </p>
            </div>
        </form>
    }
}

/// The posts that are changed, with the versions that were seen; the others of the composition only if that is wished.
fn seen(purpose: &Purpose, draft: &Draft) -> Option<AnyView> {
    let Purpose::Edit(id, group) = purpose else { return None };
    let text = |(id, version): &(PostId, u32)| format!("{id}.{version}");
    let own: Vec<_> = group.iter().filter(|(other, _)| other == id).map(text).collect();
    let others: Vec<_> = group.iter().filter(|(other, _)| other != id).map(text).collect();
    let is_group = draft.seen.len() > 1;
    let count = group.len();
    Some(
        view! {
            <input type="hidden" name="seen" value=own.join(" ") />
            {(!others.is_empty())
                .then(|| {
                    view! {
                        <label class="tick">
                            <input type="checkbox" name="seen" value=others.join(" ") checked=is_group />
                            <span>{say!(scheduler.write_page.save_group, count)}</span>
                        </label>
                    }
                })}
        }
        .into_any(),
    )
}

/// A picture: the one that is kept already, or a file.
#[component]
fn PictureField(draft: Draft) -> impl IntoView {
    let kept = draft.picture.map(|(picture, path)| {
        let Picture { id, format, bytes, .. } = picture;
        let facts = say!(
            scheduler.write_page.picture_size,
            format = words::picture_format(format),
            size = words::size(bytes)
        );
        view! {
            <div class="kept">
                <img src=path alt="" />
                <div>
                    <p>{say!(scheduler.write_page.picture_kept)} " " <span class="quiet">{facts}</span></p>
                    <label class="tick">
                        <input type="checkbox" name="drop" value="1" />
                        <span>{say!(scheduler.write_page.picture_drop)}</span>
                    </label>
                    <input type="hidden" name="kept" value=id.to_string() />
                </div>
            </div>
        }
    });
    let label = if kept.is_some() {
        say!(scheduler.write_page.picture_other)
    } else {
        say!(scheduler.write_page.picture)
    };
    view! {
        <fieldset class="picture">
            <legend>{say!(scheduler.write_page.picture)}</legend>
            {kept}
            <div class="field">
                <label for="picture">{label}</label>
                <input
                    id="picture"
                    name="picture"
                    type="file"
                    accept="image/jpeg,image/png,image/gif,image/webp"

                    aria-describedby="picture-hint"
                />
                <small id="picture-hint">{say!(scheduler.write_page.picture_hint)}</small>
            </div>
            <div class="field">
                <label for="alt">{say!(scheduler.write_page.alt)}</label>
                <input id="alt" name="alt" type="text" maxlength="1500" value=draft.alt aria-describedby="alt-hint" />
                <small id="alt-hint">{say!(scheduler.write_page.alt_hint)}</small>
            </div>
        </fieldset>
    }
}
