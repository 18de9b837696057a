//! An authenticator in software, and the browser around it: ES256, no attestation, from the public format of WebAuthn.

use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The owner is there, and was recognised.
const PRESENT: u8 = 0x01;
pub const VERIFIED: u8 = 0x04;
/// A key follows.
const KEY: u8 = 0x40;

/// An authenticator with one key.
pub struct Authenticator {
    key: EcdsaKeyPair,
    id: [u8; 32],
    handle: Vec<u8>,
    /// How often it signed; what it says next.
    pub counter: u32,
    /// What it says of its owner: recognised, or only there.
    pub flags: u8,
    /// From which page the browser says that it was asked.
    pub origin: String,
}

impl Authenticator {
    /// A new one, asked from that page.
    pub fn new(origin: &str) -> Self {
        let random = SystemRandom::new();
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, document.as_ref(), &random);
        let mut id = [0; 32];
        random.fill(&mut id).expect("random bytes");
        let origin = origin.to_owned();
        Self { key: key.expect("a key"), id, handle: Vec::new(), counter: 1, flags: VERIFIED, origin }
    }

    /// What the browser answers when it is asked to make a passkey.
    pub fn made(&mut self, options: &Value) -> Value {
        assert_eq!(options["authenticatorSelection"]["residentKey"], json!("required"));
        assert_eq!(options["authenticatorSelection"]["userVerification"], json!("required"));
        self.handle = bytes(options["user"]["id"].as_str().expect("a handle"));
        let point = self.key.public_key().as_ref().to_vec();
        let mut data = self.data(options["rp"]["id"].as_str().expect("a name"), KEY);
        data.extend([0; 16]);
        data.extend([0, 32]);
        data.extend(self.id);
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 32]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 32]);
        data.extend(&point[33..]);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("a short key"));
        object.extend(data);
        let client = self.client("webauthn.create", options);
        self.answer(json!({"attestationObject": text(&object), "clientDataJSON": text(&client)}))
    }

    /// What the browser answers when it is asked to log in.
    pub fn signed(&mut self, options: &Value) -> Value {
        assert_eq!(options["userVerification"], json!("required"));
        assert!(options.get("mediation").is_none(), "that is the page's choice");
        let data = self.data(options["rpId"].as_str().expect("a name"), 0);
        let client = self.client("webauthn.get", options);
        let mut message = data.clone();
        message.extend(Sha256::digest(&client));
        let signature = self.key.sign(&SystemRandom::new(), &message).expect("a signature");
        self.answer(json!({
            "authenticatorData": text(&data), "clientDataJSON": text(&client),
            "signature": text(signature.as_ref()), "userHandle": text(&self.handle),
        }))
    }

    /// Says from now on that it belongs to somebody else.
    pub fn claim(&mut self, person: &str) {
        self.handle = crm_server::socket::route::from_hex(person).expect("an id");
    }

    fn answer(&self, response: Value) -> Value {
        let id = text(&self.id);
        json!({"id": id, "rawId": id, "type": "public-key", "response": response,
               "authenticatorAttachment": "platform", "clientExtensionResults": {}})
    }

    fn data(&mut self, host: &str, more: u8) -> Vec<u8> {
        let mut data = Sha256::digest(host.as_bytes()).to_vec();
        data.push(PRESENT | self.flags | more);
        data.extend(self.counter.to_be_bytes());
        self.counter += 1;
        data
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        let challenge = &options["challenge"];
        json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false})
            .to_string()
            .into_bytes()
    }
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Bytes as base64url without padding.
fn text(bytes: &[u8]) -> String {
    let letter = |group: u32, place: u32| char::from(LETTERS[(group >> (18 - 6 * place) & 63) as usize]);
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let group =
            part.iter().fold(0, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - part.len()));
        text.extend((0..=part.len() as u32).map(|place| letter(group, place)));
    }
    text
}

/// And back.
fn bytes(text: &str) -> Vec<u8> {
    let place = |letter: u8| LETTERS.iter().position(|other| *other == letter).expect("base64url");
    let bits: String = text.bytes().map(|letter| format!("{:06b}", place(letter))).collect();
    let (bytes, _) = bits.as_bytes().as_chunks::<8>();
    let byte =
        |bits: &[u8; 8]| u8::from_str_radix(std::str::from_utf8(bits).expect("digits"), 2).expect("eight");
    bytes.iter().map(byte).collect()
}
