//! The address by which one person answers in one conversation. Whoever can write to it is believed, so it is signed.
//!
//! `support+{token}@relink.example`: the token is the conversation's id and the beginning of an HMAC-SHA-256 of conversation,
//! side and person, in lower-case Base32, because mail systems may change the case of letters. 112 bits are nobody's to guess,
//! and leave the local part shorter than the 64 characters that RFC 5321 allows (section 4.5.3.1.1).

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use domain::{
    id::{ConversationId, PersonId, WorkspaceId},
    support::Side,
};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::vault::Token;

/// So many bytes of the signature are in an address.
const SIGNATURE: usize = 14;
/// The longest local part before the plus sign: 48 characters of token, and one sign between.
const LONGEST_LOCAL: usize = 15;

/// Where answers by e-mail arrive: a local part and a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    local: String,
    domain: String,
}

impl Inbound {
    /// Reads `support@relink.example`; `None` if it is none, or has no room for what is put behind its local part.
    #[must_use]
    pub fn parse(address: &str) -> Option<Self> {
        let (local, domain) = address.trim().split_once('@')?;
        let is_part = |text: &str, others: &str| {
            !text.is_empty()
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || others.as_bytes().contains(&byte))
        };
        let is_one = local.len() <= LONGEST_LOCAL
            && is_part(local, "._-")
            && is_part(domain, ".-")
            && domain.len() <= 253;
        is_one.then(|| Self {
            local: local.to_ascii_lowercase(),
            domain: domain.to_ascii_lowercase(),
        })
    }

    /// The address with a token in it.
    pub(super) fn address(&self, token: &str) -> Token {
        Token::new(format!("{}+{token}@{}", self.local, self.domain))
    }

    /// The token in an address of ours.
    pub(super) fn token_in(&self, address: &str) -> Option<Signed> {
        let (local, domain) = address.trim().rsplit_once('@')?;
        let (name, token) = local.split_once('+')?;
        let is_ours =
            name.eq_ignore_ascii_case(&self.local) && domain.eq_ignore_ascii_case(&self.domain);
        if is_ours { Signed::read(token) } else { None }
    }
}

/// A token as it was found: nothing is believed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signed {
    pub(super) conversation: ConversationId,
    signature: [u8; SIGNATURE],
}

impl Signed {
    fn read(token: &str) -> Option<Self> {
        let bytes = BASE32_NOPAD.decode(token.to_ascii_uppercase().as_bytes()).ok()?;
        let (id, signature) = bytes.split_at_checked(16)?;
        Some(Self {
            conversation: ConversationId::from_bytes(id.try_into().ok()?),
            signature: signature.try_into().ok()?,
        })
    }

    /// Whether it was signed for this person, on this side. Compared in constant time.
    pub(super) fn is_of(&self, key: &Token, side: Side, person: PersonId) -> bool {
        mac(key, self.conversation, side, person)
            .is_some_and(|mac| mac.verify_truncated_left(&self.signature).is_ok())
    }
}

/// The token of a person in a conversation.
pub(super) fn sign(
    key: &Token,
    conversation: ConversationId,
    side: Side,
    person: PersonId,
) -> Option<String> {
    let signature = mac(key, conversation, side, person)?.finalize().into_bytes();
    let bytes = [&conversation.bytes()[..], signature.get(..SIGNATURE)?].concat();
    Some(BASE32_NOPAD.encode(&bytes).to_ascii_lowercase())
}

/// What proves later that a person was shown a text in a workspace.
pub(super) fn prove(
    key: &Token,
    workspace: WorkspaceId,
    person: PersonId,
    text: &str,
) -> Option<String> {
    let proof = shown(key, workspace, person, text)?.finalize().into_bytes();
    Some(HEXLOWER.encode(&proof))
}

/// Whether that was shown.
pub(super) fn is_proven(
    key: &Token,
    workspace: WorkspaceId,
    person: PersonId,
    text: &str,
    proof: &str,
) -> bool {
    let proof = HEXLOWER.decode(proof.as_bytes()).unwrap_or_default();
    shown(key, workspace, person, text).is_some_and(|mac| mac.verify_slice(&proof).is_ok())
}

fn mac(
    key: &Token,
    conversation: ConversationId,
    side: Side,
    person: PersonId,
) -> Option<Hmac<Sha256>> {
    let mac = keyed(key, "address")?;
    let mac = mac.chain_update(conversation.bytes()).chain_update(person.bytes());
    Some(mac.chain_update(side.slug()))
}

fn shown(
    key: &Token,
    workspace: WorkspaceId,
    person: PersonId,
    text: &str,
) -> Option<Hmac<Sha256>> {
    let mac = keyed(key, "diagnosis")?.chain_update(workspace.bytes());
    Some(mac.chain_update(person.bytes()).chain_update(text))
}

/// One key signs two kinds of things; what begins with its kind is never taken for the other.
fn keyed(key: &Token, kind: &str) -> Option<Hmac<Sha256>> {
    let mac = Hmac::new_from_slice(key.expose().as_bytes()).ok()?;
    Some(Hmac::chain_update(mac, "relink support ").chain_update(kind).chain_update([0]))
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    fn key(word: &str) -> Token {
        Token::new(word.to_owned())
    }

    #[test]
    fn an_address_is_for_one_person_in_one_conversation() {
        let at = Timestamp::from_seconds(1_795_813_200);
        let conversation = ConversationId::new(at, [1; 10]);
        let (ada, ben) = (PersonId::new(at, [2; 10]), PersonId::new(at, [3; 10]));
        let inbound = Inbound::parse("Relink-Support1@Relink.Example").unwrap();
        let token = sign(&key("a"), conversation, Side::Asker, ada).unwrap();
        let address = inbound.address(&token);
        let address = address.expose();
        assert!(address.split('@').next().unwrap().len() <= 64, "{address}");
        assert_eq!(address, address.to_lowercase());

        for written in [address.to_owned(), address.to_uppercase(), format!(" {address} ")] {
            let signed = inbound.token_in(&written).unwrap();
            assert_eq!(signed.conversation, conversation, "{written}");
            assert!(signed.is_of(&key("a"), Side::Asker, ada), "{written}");
            assert!(!signed.is_of(&key("a"), Side::Support, ada), "another side");
            assert!(!signed.is_of(&key("a"), Side::Asker, ben), "another person");
            assert!(!signed.is_of(&key("b"), Side::Asker, ada), "another key");
        }
        // Each character that is changed makes it somebody else's, or no token at all.
        for at in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[at] = if forged[at] == b'a' { b'b' } else { b'a' };
            let forged = inbound.address(&String::from_utf8(forged).unwrap());
            let signed = inbound.token_in(forged.expose());
            assert!(!signed.is_some_and(|it| it.is_of(&key("a"), Side::Asker, ada)), "{at}");
        }
    }

    #[test]
    fn what_is_no_address_of_ours_has_no_token() {
        let inbound = Inbound::parse("support@relink.example").unwrap();
        let at = Timestamp::from_seconds(0);
        let (conversation, ada) = (ConversationId::new(at, [1; 10]), PersonId::new(at, [2; 10]));
        let token = sign(&key("a"), conversation, Side::Asker, ada).unwrap();
        assert!(inbound.token_in(&format!("support+{token}@relink.example")).is_some());
        for address in [
            format!("support+{token}@elsewhere.example"),
            format!("other+{token}@relink.example"),
            format!("support{token}@relink.example"),
            format!("support+{}@relink.example", &token[1..]),
            format!("support+{token}a@relink.example"),
            format!("support+{token}"),
            "support@relink.example".to_owned(),
            "support+@relink.example".to_owned(),
            "support+1@relink.example".to_owned(),
            String::new(),
        ] {
            assert_eq!(inbound.token_in(&address), None, "{address}");
        }
    }

    #[test]
    fn only_an_address_with_room_for_a_token_takes_answers() {
        for address in [
            "",
            "support",
            "@relink.example",
            "support@",
            "sup+port@relink.example",
            "sixteen-letters1@relink.example",
            "a b@relink.example",
            "a@b@c",
            "ž@relink.example",
        ] {
            assert_eq!(Inbound::parse(address), None, "{address}");
        }
        assert!(Inbound::parse("fifteen-letters@relink.example").is_some());
    }

    #[test]
    fn a_diagnosis_is_proven_for_whom_it_was_shown_to() {
        let at = Timestamp::from_seconds(0);
        let (home, ada) = (WorkspaceId::new(at, [1; 10]), PersonId::new(at, [2; 10]));
        let proof = prove(&key("a"), home, ada, "as it was").unwrap();
        assert!(is_proven(&key("a"), home, ada, "as it was", &proof));
        assert!(!is_proven(&key("a"), home, ada, "otherwise", &proof));
        assert!(!is_proven(&key("a"), home, PersonId::new(at, [3; 10]), "as it was", &proof));
        assert!(!is_proven(&key("a"), WorkspaceId::new(at, [3; 10]), ada, "as it was", &proof));
        for wrong in ["", "00", "not hex"] {
            assert!(!is_proven(&key("a"), home, ada, "as it was", wrong), "{wrong}");
        }
    }
}
