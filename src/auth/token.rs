//! Signs and verifies access tokens: JWTs (RFC 7519, 8725, 9068) with EdDSA only.

use chrono::{DateTime, Duration, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::keys::Keys;
use crate::clock::Clock;
use crate::domain::ids::{ModeratorId, SessionId};
use crate::domain::refusal::Refusal;
use crate::domain::role::Role;
use crate::error::{Error, Result};

/// How long an access token lasts, in seconds.
pub(crate) const LIFETIME_SECONDS: i64 = 15 * 60;

const ISSUER: &str = "moderato";
const AUDIENCE: &str = "moderato-api";
/// The media type of a JWT access token (RFC 9068, section 2.1): no other kind of JWT passes for
/// one.
const TYPE: &str = "at+jwt";
/// Our tokens take about 450 bytes. A longer text than this is not decoded.
const LONGEST_TOKEN: usize = 4096;
/// How far the clocks of two instances may differ.
const LEEWAY: TimeDelta = Duration::seconds(5);

/// Signs and verifies. Clones share the keys and the clock.
#[derive(Clone)]
pub struct AccessTokens {
    keys: Keys,
    clock: Clock,
}

/// The content of a token about its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    pub moderator_id: ModeratorId,
    /// The role at signing time. Rights come from the account's row, not from here.
    pub role: Role,
    /// The account's session version at signing time: another one there ends the session.
    pub session_version: i32,
    /// The sign-in that the token descends from: the family of its refresh tokens.
    pub session_id: SessionId,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: ModeratorId,
    role: String,
    jti: Uuid,
    iat: i64,
    nbf: i64,
    exp: i64,
    /// The session version.
    ver: i32,
    /// The session id, as OpenID Connect names it.
    sid: SessionId,
}

impl AccessTokens {
    pub fn new(keys: Keys, clock: Clock) -> Self {
        Self { keys, clock }
    }

    /// A token that holds for [`LIFETIME_SECONDS`] from now.
    pub fn sign(&self, claim: &Claim) -> Result<String> {
        let now = self.clock.now().timestamp();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: claim.moderator_id,
            role: claim.role.as_str().to_owned(),
            jti: self.clock.new_id(),
            iat: now,
            nbf: now,
            exp: now + LIFETIME_SECONDS,
            ver: claim.session_version,
            sid: claim.session_id,
        };

        let ring = self.keys.ring()?;
        let signing = ring.signing();
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(signing.kid.clone());

        jsonwebtoken::encode(&header, &claims, &signing.key)
            .map_err(|cause| Error::internal("signing an access token", cause))
    }

    /// The token's claim, if the token is valid now.
    ///
    /// # Errors
    /// [`Refusal::Unauthenticated`] for every token that is not valid, whatever the reason.
    pub(crate) fn verify(&self, token: &str) -> Result<Claim> {
        let ring = self.keys.ring()?;

        let claim = || -> Option<Claim> {
            let kid = checked_kid(token)?;
            let key = ring.verifying(&kid)?;
            let claims = jsonwebtoken::decode::<Claims>(token, key, &signature_rules())
                .ok()?
                .claims;

            claims.holding_at(self.clock.now())
        };

        claim().ok_or_else(|| Refusal::Unauthenticated.into())
    }
}

impl Claims {
    /// The claim, if the token is valid at `now`. Checked here, since the library compares times
    /// with the machine's clock.
    fn holding_at(&self, now: DateTime<Utc>) -> Option<Claim> {
        let latest_start = (now + LEEWAY).timestamp();
        let earliest_end = (now - LEEWAY).timestamp();

        let begun = self.nbf <= latest_start && self.iat <= latest_start;
        let lasting = self.exp > earliest_end;
        let as_signed = self.exp.checked_sub(self.iat)? <= LIFETIME_SECONDS;
        if !(begun && lasting && as_signed) {
            return None;
        }

        Some(Claim {
            moderator_id: self.sub,
            role: Role::parse(&self.role)?,
            session_version: self.ver,
            session_id: self.sid,
        })
    }
}

/// The `kid` of a token whose header is exactly as we write it.
fn checked_kid(token: &str) -> Option<String> {
    if token.len() > LONGEST_TOKEN {
        return None;
    }

    let header = jsonwebtoken::decode_header(token).ok()?;
    let ours = header.alg == Algorithm::EdDSA
        && header.typ.as_deref() == Some(TYPE)
        && header.crit.is_none();

    if ours { header.kid } else { None }
}

/// One algorithm, our issuer, our audience, all claims required. `Claims::holding_at` checks times.
fn signature_rules() -> Validation {
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[AUDIENCE]);

    rules.validate_exp = false;
    rules.validate_nbf = false;

    rules
}

#[cfg(test)]
mod tests;
