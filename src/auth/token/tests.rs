//! The attacks of RFC 8725 and the life of a token, under a clock that the test holds.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::EncodingKey;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::auth::key_file::{self, PrivateKey};

/// A service with its own key file, and what a forger who stole the signing key could do with it.
struct Bench {
    tokens: AccessTokens,
    clock: Clock,
    folder: PathBuf,
}

impl Bench {
    fn new() -> Self {
        let folder =
            std::env::temp_dir().join(format!("moderato-token-{}", Clock::system().new_id()));
        std::fs::create_dir_all(&folder).unwrap();

        let clock = Clock::held_at("2026-11-23T09:00:00Z".parse().unwrap());
        let tokens = AccessTokens::new(Keys::open_or_create(&folder).unwrap(), clock.clone());

        Self {
            tokens,
            clock,
            folder,
        }
    }

    fn claim(&self) -> Claim {
        let id = self.clock.new_id();
        Claim {
            moderator_id: id.into(),
            role: Role::Admin,
            session_version: 3,
            session_id: id.into(),
        }
    }

    fn header(&self) -> Value {
        let token = self.tokens.sign(&self.claim()).unwrap();
        part(&token, 0)
    }

    fn claims(&self) -> Value {
        let token = self.tokens.sign(&self.claim()).unwrap();
        part(&token, 1)
    }

    /// Signed with the service's own key, whatever it says.
    fn sign(&self, header: &Value, claims: &Value) -> String {
        let ring = self.tokens.keys.ring().unwrap();
        sign_with(&ring.signing().key, header, claims)
    }

    fn accepts(&self, token: &str) -> bool {
        match self.tokens.verify(token) {
            Ok(_) => true,
            Err(Error::Refused(Refusal::Unauthenticated)) => false,
            Err(other) => panic!("{other}"),
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn part(token: &str, at: usize) -> Value {
    serde_json::from_slice(
        &URL_SAFE_NO_PAD
            .decode(token.split('.').nth(at).unwrap())
            .unwrap(),
    )
    .unwrap()
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn sign_with(key: &EncodingKey, header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", encode(header), encode(claims));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), key, Algorithm::EdDSA).unwrap();
    format!("{message}.{signature}")
}

/// `value` with one member set, or taken away by `null`.
fn with(value: &Value, name: &str, member: Value) -> Value {
    let mut changed = value.as_object().unwrap().clone();
    if member.is_null() {
        changed.remove(name)
    } else {
        changed.insert(name.to_owned(), member)
    };
    Value::Object(changed)
}

#[test]
fn a_signed_token_gives_back_its_claim() {
    let bench = Bench::new();
    let claim = bench.claim();
    assert_eq!(
        bench
            .tokens
            .verify(&bench.tokens.sign(&claim).unwrap())
            .unwrap(),
        claim
    );
}

#[test]
fn a_token_says_what_the_contract_names() {
    let bench = Bench::new();

    assert_eq!(bench.header()["typ"], "at+jwt");
    assert_eq!(bench.header()["alg"], "EdDSA");
    assert_eq!(bench.header()["kid"].as_str().unwrap().len(), 16);

    let claims = bench.claims();
    for name in ["iss", "aud", "sub", "role", "jti", "iat", "nbf", "exp"] {
        assert!(!claims[name].is_null(), "{name}");
    }

    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        900
    );
}

#[test]
fn a_token_ends_after_fifteen_minutes_and_five_seconds_of_leeway() {
    let bench = Bench::new();
    let token = bench.tokens.sign(&bench.claim()).unwrap();

    bench.clock.advance(Duration::seconds(904));
    assert!(bench.accepts(&token));

    bench.clock.advance(Duration::seconds(1));
    assert!(!bench.accepts(&token));
}

#[test]
fn a_token_from_the_future_is_refused_beyond_the_leeway() {
    let bench = Bench::new();
    let (header, claims) = (bench.header(), bench.claims());
    let now = bench.clock.now().timestamp();

    for name in ["iat", "nbf"] {
        assert!(
            bench.accepts(&bench.sign(&header, &with(&claims, name, json!(now + 5)))),
            "{name}"
        );
        assert!(
            !bench.accepts(&bench.sign(&header, &with(&claims, name, json!(now + 6)))),
            "{name}"
        );
    }
}

#[test]
fn a_missing_claim_is_refused() {
    let bench = Bench::new();
    let (header, claims) = (bench.header(), bench.claims());

    assert!(bench.accepts(&bench.sign(&header, &claims)));

    for name in [
        "iss", "aud", "sub", "role", "jti", "iat", "nbf", "exp", "ver", "sid",
    ] {
        assert!(
            !bench.accepts(&bench.sign(&header, &with(&claims, name, Value::Null))),
            "{name}"
        );
    }
}

#[test]
fn a_claim_of_another_kind_is_refused() {
    let bench = Bench::new();
    let (header, claims) = (bench.header(), bench.claims());

    for (name, member) in [
        ("iss", json!("another")),
        ("iss", json!(["moderato", "another"])),
        ("aud", json!("another")),
        ("sub", json!("' OR 1=1 --")),
        ("role", json!("owner")),
        ("exp", json!(i64::MAX)),
        ("exp", json!(u64::MAX)),
        ("exp", json!("900")),
        ("iat", json!(i64::MIN)),
        ("nbf", json!("0")),
        ("ver", json!(1_u64 << 40)),
    ] {
        let forged = bench.sign(&header, &with(&claims, name, member.clone()));

        assert!(!bench.accepts(&forged), "{name}: {member}");
    }
}

#[test]
fn a_header_of_another_kind_is_refused() {
    let bench = Bench::new();
    let (header, claims) = (bench.header(), bench.claims());

    for (name, member) in [
        ("typ", Value::Null),
        ("typ", json!("JWT")),
        ("alg", Value::Null),
        ("alg", json!("none")),
        ("alg", json!("None")),
        ("alg", json!("nOnE")),
        ("alg", json!("HS256")),
        ("alg", json!("RS256")),
        ("kid", Value::Null),
        ("kid", json!("")),
        ("kid", json!("../../../../dev/null")),
        ("kid", json!("' UNION SELECT 'x")),
        ("crit", json!(["exp"])),
    ] {
        let forged = bench.sign(&with(&header, name, member.clone()), &claims);

        assert!(!bench.accepts(&forged), "{name}: {member}");
    }
}

#[test]
fn a_key_that_comes_with_the_token_is_not_believed() {
    let bench = Bench::new();
    let (header, claims) = (bench.header(), bench.claims());
    let own = EncodingKey::from_ed_der(PrivateKey::generate().unwrap().as_der());
    let jwk = serde_json::to_value(
        jsonwebtoken::jwk::Jwk::from_encoding_key(&own, Algorithm::EdDSA).unwrap(),
    );

    assert!(!bench.accepts(&sign_with(&own, &header, &claims)));
    assert!(!bench.accepts(&sign_with(
        &own,
        &with(&header, "jwk", jwk.unwrap()),
        &claims
    )));

    for name in ["jku", "x5u"] {
        let address = json!("http://127.0.0.1:1/keys");

        assert!(
            !bench.accepts(&sign_with(&own, &with(&header, name, address), &claims)),
            "{name}"
        );
    }
}

#[test]
fn a_public_key_does_not_pass_for_a_shared_secret() {
    let bench = Bench::new();
    let ring = bench.tokens.keys.ring().unwrap();
    let kid = ring.signing().kid.clone();
    let public = ring
        .verifying(&kid)
        .unwrap()
        .try_get_as_bytes()
        .unwrap()
        .to_vec();

    let message = format!(
        "{}.{}",
        encode(&with(&bench.header(), "alg", json!("HS256"))),
        encode(&bench.claims())
    );

    let shared = EncodingKey::from_secret(&public);
    let signature =
        jsonwebtoken::crypto::sign(message.as_bytes(), &shared, Algorithm::HS256).unwrap();

    assert!(!bench.accepts(&format!("{message}.{signature}")));
}

#[test]
fn a_token_that_was_cut_or_stretched_is_refused() {
    let bench = Bench::new();
    let token = bench.tokens.sign(&bench.claim()).unwrap();
    let (message, _) = token.rsplit_once('.').unwrap();

    assert!(!bench.accepts(&format!("{message}.")));
    assert!(!bench.accepts(message));
    assert!(!bench.accepts(""));
    assert!(!bench.accepts(&"a".repeat(1 << 20)));
    assert!(!bench.accepts(&format!("{token}.{token}")));

    let long = with(&bench.claims(), "padding", json!("x".repeat(4000)));

    assert!(!bench.accepts(&bench.sign(&bench.header(), &long)));
}

#[test]
fn a_key_stays_valid_through_one_rotation_and_goes_with_the_second() {
    let bench = Bench::new();
    let path = bench.folder.join(key_file::FILE_NAME);
    let first = bench.tokens.sign(&bench.claim()).unwrap();

    key_file::rotate(&path).unwrap();
    let second = bench.tokens.sign(&bench.claim()).unwrap();

    assert_ne!(part(&first, 0)["kid"], part(&second, 0)["kid"]);
    assert!(bench.accepts(&first) && bench.accepts(&second));

    key_file::rotate(&path).unwrap();
    assert!(!bench.accepts(&first));
    assert!(bench.accepts(&second));
}

#[test]
fn another_service_does_not_believe_our_tokens() {
    let (ours, theirs) = (Bench::new(), Bench::new());
    assert!(!theirs.accepts(&ours.tokens.sign(&ours.claim()).unwrap()));
}

proptest! {
    #[test]
    fn no_changed_character_goes_unnoticed(at in 0_usize..300, put in "[A-Za-z0-9_.-]") {
        let bench = Bench::new();
        let token = bench.tokens.sign(&bench.claim()).unwrap();

        let mut changed: Vec<char> = token.chars().collect();
        changed[at] = put.chars().next().unwrap();
        let changed: String = changed.into_iter().collect();

        prop_assert_eq!(bench.accepts(&changed), changed == token);
    }
}
