//! Ceremonies with an authenticator in software, which is written after the standard alone.

use p256::ecdsa::{Signature, SigningKey, signature::Signer as _};
use sha2::{Digest as _, Sha256};

use super::*;

const ORIGIN: &str = "https://relink.example";
/// Flags of authenticator data (section 6.1): somebody was present, and verified; a credential follows.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_CREDENTIAL: u8 = 0x40;

/// An authenticator with one credential, and the browser before it.
#[derive(Clone)]
pub(crate) struct Authenticator {
    key: SigningKey,
    id: [u8; 16],
    /// The user handle, as it was told.
    person: String,
    /// What the browser says where it is.
    pub(crate) origin: String,
    /// The relying party that it answers.
    pub(crate) host: String,
    /// Its signature counter.
    pub(crate) counter: u32,
    /// Whether it asks for a finger.
    pub(crate) verifies: bool,
}

impl Authenticator {
    pub(crate) fn new(origin: &str, number: u8) -> Self {
        Self {
            key: SigningKey::from_slice(&[number; 32]).unwrap(),
            id: [number; 16],
            person: String::new(),
            origin: origin.to_owned(),
            host: Url::parse(origin).unwrap().host_str().unwrap().to_owned(),
            counter: 1,
            verifies: true,
        }
    }

    /// Answers a registration.
    pub(crate) fn make(&mut self, options: &str) -> String {
        let asked: Value = serde_json::from_str(options).unwrap();
        self.person = asked["user"]["id"].as_str().unwrap().to_owned();
        let point = self.key.verifying_key().to_encoded_point(false);
        let mut data = self.data(WITH_CREDENTIAL);
        data.extend([0; 16]);
        data.extend([0, 16]);
        data.extend(self.id);
        // A COSE key of ES256 (RFC 9053, section 2.1): kty 2, alg -7, crv 1, x, y.
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().unwrap());
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().unwrap());
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let client = self.client("webauthn.create", &asked);
        self.answer(&json!({
            "attestationObject": encode(&object),
            "clientDataJSON": encode(client.as_bytes()),
        }))
    }

    /// Answers a sign-in.
    pub(crate) fn sign(&mut self, options: &str) -> String {
        let asked: Value = serde_json::from_str(options).unwrap();
        self.counter += 1;
        let (data, client) = (self.data(0), self.client("webauthn.get", &asked));
        let signed = [data.as_slice(), &Sha256::digest(client.as_bytes())].concat();
        let signature: Signature = self.key.sign(&signed);
        self.answer(&json!({
            "authenticatorData": encode(&data),
            "clientDataJSON": encode(client.as_bytes()),
            "signature": encode(signature.to_der().as_bytes()),
            "userHandle": self.person,
        }))
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { VERIFIED } else { 0 };
        let mut data = Sha256::digest(&self.host).to_vec();
        data.push(PRESENT | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    fn client(&self, kind: &str, asked: &Value) -> String {
        let (challenge, origin) = (&asked["challenge"], &self.origin);
        json!({ "type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false })
            .to_string()
    }

    fn answer(&self, response: &Value) -> String {
        let id = encode(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "extensions": {} })
            .to_string()
    }
}

/// What makes an authenticator answer otherwise than it should.
type Change = fn(&mut Authenticator);

fn encode(bytes: &[u8]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn person() -> PersonId {
    "0190a5a0-0000-7000-8000-000000000001".parse().unwrap()
}

fn party() -> AtHost {
    AtHost::of(ORIGIN).unwrap()
}

fn begin(party: &AtHost, known: &[String]) -> CeremonyBegun {
    let (email, name) = ("mara@relink.example", "Mara");
    party.begin_registration(&Registering { person: person(), email, name, known }).unwrap()
}

/// An authenticator, and what is kept of the passkey that it has made.
fn registered(party: &AtHost) -> (Authenticator, Credential) {
    let mut device = Authenticator::new(ORIGIN, 7);
    let begun = begin(party, &[]);
    let credential = party.finish_registration(&begun.state, &device.make(&begun.options)).unwrap();
    (device, credential)
}

#[test]
fn only_an_address_with_a_name_has_passkeys() {
    for origin in ["https://relink.example", "https://relink.example:8443", "http://localhost:3000"]
    {
        assert!(AtHost::of(origin).is_some(), "{origin}");
    }
    for origin in ["http://127.0.0.1:3000", "https://[2001:db8::1]", "https://192.0.2.1", "relink"]
    {
        assert!(AtHost::of(origin).is_none(), "{origin}");
    }
}

#[test]
fn a_passkey_is_asked_for_that_is_found_without_a_name_and_verifies_its_person() {
    let party = party();
    let (_, credential) = registered(&party);
    let asked: Value = serde_json::from_str(&begin(&party, &[credential.kept]).options).unwrap();
    assert_eq!(asked["rp"], json!({ "id": "relink.example", "name": "Relink" }));
    assert_eq!(asked["user"]["name"], "mara@relink.example");
    assert_eq!(asked["user"]["displayName"], "Mara");
    let selection = &asked["authenticatorSelection"];
    assert_eq!(selection["residentKey"], "required");
    assert_eq!(selection["userVerification"], "required");
    assert_eq!(
        asked["excludeCredentials"][0]["id"], credential.id,
        "an authenticator makes no second"
    );

    let asked: Value = serde_json::from_str(&party.begin_sign_in().unwrap().options).unwrap();
    assert_eq!(asked["rpId"], "relink.example");
    assert_eq!(asked["userVerification"], "required");
    assert_eq!(asked["allowCredentials"], json!([]), "anybody's passkey");
}

#[test]
fn who_has_made_a_passkey_signs_in_by_it() {
    let party = party();
    let (mut device, credential) = registered(&party);
    let begun = party.begin_sign_in().unwrap();
    let answer = device.sign(&begun.options);
    assert_eq!(party.named(&answer), Some((person(), credential.id)));
    let kept = party.finish_sign_in(&begun.state, &answer, &credential.kept).unwrap();
    let kept = kept.expect("its counter has moved");
    // The counter that was kept is asked for the next time.
    let begun = party.begin_sign_in().unwrap();
    let mut copy = device.clone();
    copy.counter = 0;
    let answer = copy.sign(&begun.options);
    assert!(party.finish_sign_in(&begun.state, &answer, &kept).is_err(), "a copy is behind");
    let answer = device.sign(&begun.options);
    assert!(party.finish_sign_in(&begun.state, &answer, &kept).is_ok());
}

#[test]
fn a_registration_that_is_not_this_ones_is_refused() {
    let party = party();
    let refused: [(&str, Change); 3] = [
        ("another site asked", |device| device.origin = "https://relink.example.evil.test".into()),
        ("for another relying party", |device| device.host = "evil.test".into()),
        ("nobody was verified", |device| device.verifies = false),
    ];
    for (why, change) in refused {
        let (begun, mut device) = (begin(&party, &[]), Authenticator::new(ORIGIN, 7));
        change(&mut device);
        let answer = device.make(&begun.options);
        assert!(party.finish_registration(&begun.state, &answer).is_err(), "{why}");
    }
    let (begun, other) = (begin(&party, &[]), begin(&party, &[]));
    let answer = Authenticator::new(ORIGIN, 7).make(&other.options);
    assert!(party.finish_registration(&begun.state, &answer).is_err(), "another challenge");
    for junk in ["", "{}", "null", "\u{0}"] {
        assert!(party.finish_registration(&begun.state, junk).is_err(), "{junk}");
        assert_eq!(party.named(junk), None);
    }
}

#[test]
fn a_sign_in_that_is_not_this_ones_is_refused() {
    let party = party();
    let (device, credential) = registered(&party);
    let refused: [(&str, Change); 4] = [
        ("another site asked", |device| device.origin = "http://relink.example".into()),
        ("for another relying party", |device| device.host = "evil.test".into()),
        ("nobody was verified", |device| device.verifies = false),
        ("another key signed", |device| device.key = SigningKey::from_slice(&[8; 32]).unwrap()),
    ];
    for (why, change) in refused {
        let (begun, mut device) = (party.begin_sign_in().unwrap(), device.clone());
        change(&mut device);
        let answer = device.sign(&begun.options);
        assert!(party.finish_sign_in(&begun.state, &answer, &credential.kept).is_err(), "{why}");
    }
    let (begun, other) = (party.begin_sign_in().unwrap(), party.begin_sign_in().unwrap());
    let answer = device.clone().sign(&other.options);
    assert!(
        party.finish_sign_in(&begun.state, &answer, &credential.kept).is_err(),
        "another challenge"
    );
}
