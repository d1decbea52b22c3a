//! Posts in words.

use domain::{
    limits::Fault,
    network::Network,
    post::{Hold, NotNow, PictureFormat, PostState, PostStateKind, Question, Unpublished},
    scheduling::SchedulerRole,
};

use crate::{number::point, say, several};

/// The word for a kind of state.
#[must_use]
pub fn post_kind(kind: PostStateKind) -> &'static str {
    match kind {
        PostStateKind::Draft => say!(scheduler.is.draft),
        PostStateKind::Proposed => say!(scheduler.is.proposed),
        PostStateKind::Returned => say!(scheduler.is.returned),
        PostStateKind::Scheduled => say!(scheduler.is.scheduled),
        PostStateKind::Held => say!(scheduler.is.held),
        PostStateKind::Asking => say!(scheduler.is.asking),
        PostStateKind::Publishing => say!(scheduler.is.publishing),
        PostStateKind::Published => say!(scheduler.is.published),
        PostStateKind::Failed => say!(scheduler.is.failed),
    }
}

/// The name of a role for posts.
#[must_use]
pub fn scheduler_role(role: SchedulerRole) -> &'static str {
    match role {
        SchedulerRole::Client => say!(scheduler.role.client),
        SchedulerRole::Editor => say!(scheduler.role.editor),
        SchedulerRole::Admin => say!(scheduler.role.admin),
    }
}

/// What a role for posts may.
#[must_use]
pub fn scheduler_role_may(role: SchedulerRole) -> &'static str {
    match role {
        SchedulerRole::Client => say!(scheduler.role.client_may),
        SchedulerRole::Editor => say!(scheduler.role.editor_may),
        SchedulerRole::Admin => say!(scheduler.role.admin_may),
    }
}

/// The word on a post's badge.
#[must_use]
pub fn post_state(state: &PostState) -> &'static str {
    match state {
        PostState::Scheduled { waits: Some(_) } => say!(scheduler.is.waiting),
        PostState::Publishing { is_lost: true, .. } => say!(scheduler.is.looking),
        state => post_kind(state.kind()),
    }
}

/// Why a post is held, and what becomes of it. `who` is the person the channel is linked from.
#[must_use]
pub fn hold(why: &Hold, who: &str, network: Network) -> String {
    match why {
        Hold::Lost(cause) => say!(scheduler.why.held, cause = crate::cause(cause, who, network)),
        Hold::Gone => say!(scheduler.why.held_gone).to_owned(),
        Hold::NotConfigured => say!(scheduler.why.held_unset, network = network.name()),
        Hold::Ours { code } => {
            say!(scheduler.why.held_ours, network = network.name(), code = code.as_str())
        }
    }
}

/// Why a post will not go out; with the network's own words, where it has any.
#[must_use]
pub fn unpublished(why: &Unpublished, network: Network) -> String {
    let network = network.name();
    match why {
        Unpublished::TooLate => say!(scheduler.why.too_late).to_owned(),
        Unpublished::Refused { code, .. } if code == "too_long" => {
            say!(scheduler.why.refused_long, network)
        }
        Unpublished::Refused { code, .. } if code == "media_required" => {
            say!(scheduler.why.refused_media, network)
        }
        Unpublished::Refused { says, .. } if says.is_empty() => {
            say!(scheduler.why.refused, network)
        }
        Unpublished::Refused { says, .. } => {
            say!(scheduler.why.refused_says, network, says = says.as_str())
        }
    }
}

/// What a person is asked about a post; `ago` is when it was meant for, or sent.
#[must_use]
pub fn question(question: &Question, ago: String, network: Network) -> String {
    match question {
        Question::Late => say!(scheduler.why.late, ago),
        Question::IsItOut { .. } => say!(scheduler.why.unknown, ago, network = network.name()),
    }
}

/// What is wrong with a post for the network of `channel`.
#[must_use]
pub fn fault(fault: &Fault, channel: &str, network: Network) -> String {
    let network = network.name();
    match *fault {
        Fault::Empty => say!(scheduler.wrong.empty, channel),
        Fault::TooLong(measured) => {
            let (used, most) = match measured.bytes {
                Some((used, most)) if measured.used <= measured.most => (used, most),
                _ => (measured.used, measured.most),
            };
            say!(scheduler.wrong.too_long, channel, network, most, used)
        }
        Fault::PictureRequired => say!(scheduler.wrong.picture_required, channel, network),
        Fault::PictureNotTaken => say!(scheduler.wrong.picture_not_taken, channel, network),
        Fault::PictureFormat(format) => {
            say!(scheduler.wrong.picture_format, channel, network, format = picture_format(format))
        }
        Fault::PictureTooLarge { bytes, most } => {
            let (size, most) = (size(bytes), size(most));
            say!(scheduler.wrong.picture_large, channel, network, most, size)
        }
        Fault::FilmRequired => say!(scheduler.wrong.film, channel, network),
    }
}

/// Why something cannot be done with a post as it stands.
#[must_use]
pub fn not_now(why: NotNow) -> &'static str {
    match why {
        NotNow::IsPublishing => say!(scheduler.wrong.publishing),
        NotNow::IsOut => say!(scheduler.wrong.out),
        NotNow::MayBeOut => say!(scheduler.wrong.may_be_out),
        NotNow::NothingAsked => say!(scheduler.wrong.nothing_asked),
        NotNow::NothingProposed => say!(scheduler.wrong.nothing_proposed),
    }
}

/// The name of a format.
#[must_use]
pub fn picture_format(format: PictureFormat) -> &'static str {
    match format {
        PictureFormat::Jpeg => "JPEG",
        PictureFormat::Png => "PNG",
        PictureFormat::Gif => "GIF",
        PictureFormat::WebP => "WebP",
    }
}

/// "3.4 MB", "812 KB".
#[must_use]
pub fn size(bytes: u32) -> String {
    const KILOBYTE: u32 = 1024;
    const MEGABYTE: u32 = 1024 * KILOBYTE;
    if bytes >= MEGABYTE {
        let tenths = bytes / (MEGABYTE / 10);
        format!("{}{}{} MB", tenths / 10, point(), tenths % 10)
    } else {
        format!("{} KB", bytes.div_ceil(KILOBYTE))
    }
}

/// What held posts cost, as a sentence; nothing where there are none.
#[must_use]
pub fn waiting_posts(count: u32) -> String {
    match count {
        0 => String::new(),
        1 => say!(scheduler.costs_one).to_owned(),
        count => several!(count; scheduler.costs_few | scheduler.costs_many, count),
    }
}

/// What came of an attempt to publish, by its stable word; `None` while it is open.
#[must_use]
pub fn attempt(outcome: Option<&str>) -> &'static str {
    match outcome {
        Some("published") => say!(scheduler.attempt.published),
        Some("refused") => say!(scheduler.attempt.refused),
        Some("lost") => say!(scheduler.attempt.lost),
        Some("found") => say!(scheduler.attempt.found),
        Some("missing") => say!(scheduler.attempt.missing),
        Some(_) => say!(scheduler.attempt.ended),
        None => say!(scheduler.attempt.open),
    }
}

#[cfg(test)]
mod tests {
    use domain::language::Language;

    use super::*;
    use crate::speaking;

    #[test]
    fn a_file_is_as_large_as_the_language_writes_it() {
        for (language, sizes) in [
            (Language::English, ["1 KB", "812 KB", "3.4 MB"]),
            (Language::Czech, ["1 KB", "812 KB", "3,4 MB"]),
            (Language::German, ["1 KB", "812 KB", "3,4 MB"]),
        ] {
            let said = speaking(language, || [1, 831_488, 3_565_200].map(size));
            assert_eq!(said, sizes);
        }
    }
}
