//! What was done, as the audit log says it.

use crate::say;

macro_rules! deeds {
    ($($word:literal => $key:ident;)*) => {
        /// The words of the audit log, in the order in which they are offered.
        pub const DEEDS: &[&str] = &[$($word),*];

        /// What a word of the audit log means; `None` for one that nobody writes any more.
        #[must_use]
        pub fn deed(word: &str) -> Option<&'static str> {
            match word {
                $($word => Some(say!(audit.deed.$key)),)*
                _ => None,
            }
        }
    };
}

deeds! {
    "session.opened" => session_opened;
    "sign_in.refused" => sign_in_refused;
    "sign_in.second_refused" => sign_in_second_refused;
    "second_factor.on" => second_factor_on;
    "second_factor.off" => second_factor_off;
    "second_factor.recovered" => second_factor_recovered;
    "second_factor.codes" => second_factor_codes;
    "second_factor.refused" => second_factor_refused;
    "second_factor.off_by_hand" => second_factor_off_by_hand;
    "passkey.begun" => passkey_begun;
    "passkey.added" => passkey_added;
    "passkey.used" => passkey_used;
    "passkey.refused" => passkey_refused;
    "passkey.removed" => passkey_removed;
    "session.ended" => session_ended;
    "session.ended_all" => session_ended_all;
    "session.switched" => session_switched;
    "role.master" => role_master;
    "role.regular" => role_regular;
    "person.invited" => person_invited;
    "person.joined" => person_joined;
    "person.left" => person_left;
    "person.removed" => person_removed;
    "person.renamed" => person_renamed;
    "invitation.renewed" => invitation_renewed;
    "invitation.revoked" => invitation_revoked;
    "password.changed" => password_changed;
    "password.forgotten" => password_forgotten;
    "password.reset" => password_reset;
    "authorization.begun" => authorization_begun;
    "authorization.cancelled" => authorization_cancelled;
    "authorization.code_refused" => authorization_code_refused;
    "authorization.connected" => authorization_connected;
    "authorization.link_ended" => authorization_link_ended;
    "authorization.limited" => authorization_limited;
    "authorization.misconfigured" => authorization_misconfigured;
    "authorization.missing_code" => authorization_missing_code;
    "authorization.mixed_up" => authorization_mixed_up;
    "authorization.network_error" => authorization_network_error;
    "authorization.no_such_server" => authorization_no_such_server;
    "authorization.profile_gone" => authorization_profile_gone;
    "authorization.too_late" => authorization_too_late;
    "authorization.unavailable" => authorization_unavailable;
    "authorization.wrong_person" => authorization_wrong_person;
    "callback.unknown" => callback_unknown;
    "callback.replayed" => callback_replayed;
    "callback.other_network" => callback_other_network;
    "profile.connected" => profile_connected;
    "profile.connected_by_link" => profile_connected_by_link;
    "profile.asked_for" => profile_asked_for;
    "profile.removed" => profile_removed;
    "letter.test" => letter_test;
    "hook.added" => hook_added;
    "hook.changed" => hook_changed;
    "hook.secret" => hook_secret;
    "hook.switched_on" => hook_switched_on;
    "hook.removed" => hook_removed;
    "hook.test" => hook_test;
    "hook.replayed" => hook_replayed;
    "device.added" => device_added;
    "device.removed" => device_removed;
    "device.test" => device_test;
    "link.made" => link_made;
    "link.opened" => link_opened;
    "link.revoked" => link_revoked;
    "link.wrong_person" => link_wrong_person;
    "health.lost" => health_lost;
    "health.partly_lost" => health_partly_lost;
    "health.rotation_lost" => health_rotation_lost;
    "health.healed" => health_healed;
    "key.made" => key_made;
    "key.used" => key_used;
    "key.revoked" => key_revoked;
    "channels.moved" => channels_moved;
    "community.roles" => community_roles;
    "scheduler.roles" => scheduler_roles;
    "post.proposed" => post_proposed;
    "post.approved" => post_approved;
    "post.returned" => post_returned;
    "timetable.kept" => timetable_kept;
    "slots.kept" => slots_kept;
    "calendar.opened" => calendar_opened;
    "support.opened" => support_opened;
    "support.asked" => support_asked;
    "support.answered" => support_answered;
    "support.closed" => support_closed;
    "support.reopened" => support_reopened;
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::deed;

    /// Of texts that are built like a word of the log, those that are none.
    const NONE: [&str; 2] = ["p.channel", "p.state"];

    /// The texts in `source` that are two words of small letters with a dot between them.
    fn dotted(source: &str) -> impl Iterator<Item = &str> {
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        source.split('"').filter(move |text| {
            text.split_once('.').is_some_and(|(about, what)| is_word(about) && is_word(what))
        })
    }

    fn look(folder: &Path, wordless: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("tests") {
                continue;
            } else if path.is_dir() {
                look(&path, wordless);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                let source = source.split("#[cfg(test)]").next().unwrap_or_default();
                let without = dotted(source).filter(|text| !NONE.contains(text));
                let without = without.filter(|text| deed(text).is_none());
                wordless.extend(without.map(|text| format!("{} ({})", text, path.display())));
            }
        }
    }

    #[test]
    fn everything_that_is_written_into_the_audit_log_has_words() {
        let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../server");
        let mut wordless = Vec::new();
        for folder in ["engine/src", "store/src/sql"] {
            look(&server.join(folder), &mut wordless);
        }
        assert!(
            wordless.is_empty(),
            "add a line to deeds! and a sentence below audit.deed in en.json: {wordless:#?}"
        );
    }
}
