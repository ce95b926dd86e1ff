//! The keys that sign and verify access tokens. They follow the key file, so that a rotation needs
//! no restart.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};

use crate::auth::key_file::{self, PrivateKey, Stamp, StampedKeys};
use crate::config::AuthConfig;
use crate::error::{Error, Result};

/// The length of a `kid` in characters of the thumbprint: 96 bits tell any two keys apart.
const KID_LENGTH: usize = 16;

/// The keys of one service. Clones share the ring.
#[derive(Clone)]
pub struct Keys {
    path: Arc<Path>,
    current: Arc<Mutex<Current>>,
}

/// The keys of one moment, newest first.
pub(crate) struct KeyRing {
    signing: NamedKey<EncodingKey>,
    verifying: Vec<NamedKey<DecodingKey>>,
}

/// A key under its `kid`: the first characters of its JWK thumbprint (RFC 7638).
pub(crate) struct NamedKey<Key> {
    pub kid: String,
    pub key: Key,
}

struct Current {
    stamp: Stamp,
    ring: Arc<KeyRing>,
}

impl Keys {
    /// Opens the file that `config` names, else the one in the data directory.
    ///
    /// # Errors
    /// [`Error::Setup`] with what to do, when the file cannot be used or made.
    pub(crate) fn of(config: &AuthConfig, data_dir: &Path) -> Result<Self> {
        match &config.jwt_key_file {
            Some(path) => Self::open(path),
            None => Self::open_or_create(data_dir),
        }
    }

    /// Opens the file that the operator named, which must exist: a mistyped path must not end all
    /// sessions.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self> {
        let path = path.into();
        let current = Current::read(&path)?;
        Ok(Self {
            path: path.into(),
            current: Arc::new(Mutex::new(current)),
        })
    }

    /// Opens the file in the data directory, and makes it at the first start.
    pub fn open_or_create(data_dir: &Path) -> Result<Self> {
        fs::create_dir_all(data_dir).map_err(|cause| {
            Error::setup(format!(
                "cannot make the data directory {}: {cause}",
                data_dir.display()
            ))
        })?;

        let path = data_dir.join(key_file::FILE_NAME);
        key_file::create_if_absent(&path)?;

        Self::open(path)
    }

    /// The keys as the file has them now. Costs one `stat`, and a read after the file has changed.
    ///
    /// # Errors
    /// [`Error::Unavailable`] while the file cannot be used: its keys may have been withdrawn, so
    /// they neither sign nor verify.
    pub(crate) fn ring(&self) -> Result<Arc<KeyRing>> {
        let unavailable = |cause: Error| Error::unavailable("the signing key file", cause);
        let stamp = Stamp::of(&self.path)
            .map_err(|cause| Error::unavailable("the signing key file", cause))?;

        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.stamp != stamp {
            *current = Current::read(&self.path).map_err(unavailable)?;
        }

        Ok(Arc::clone(&current.ring))
    }
}

impl KeyRing {
    pub(crate) fn new(keys: &[PrivateKey]) -> Result<Self> {
        let (first, _) = keys
            .split_first()
            .ok_or_else(|| Error::setup("there is no signing key"))?;
        let verifying = keys.iter().map(verifying_key).collect::<Result<Vec<_>>>()?;

        let signing = NamedKey {
            kid: verifying_key(first)?.kid,
            key: EncodingKey::from_ed_der(first.as_der()),
        };

        Ok(Self { signing, verifying })
    }

    pub(crate) fn signing(&self) -> &NamedKey<EncodingKey> {
        &self.signing
    }

    /// The service's own key with this `kid`. Keys, or URLs of keys, in a token are never used.
    pub(crate) fn verifying(&self, kid: &str) -> Option<&DecodingKey> {
        self.verifying
            .iter()
            .find(|named| named.kid == kid)
            .map(|named| &named.key)
    }
}

impl Current {
    fn read(path: &Path) -> Result<Self> {
        let StampedKeys { keys, stamp } = key_file::read(path)?;

        Ok(Self {
            stamp,
            ring: Arc::new(KeyRing::new(&keys)?),
        })
    }
}

fn verifying_key(key: &PrivateKey) -> Result<NamedKey<DecodingKey>> {
    let failed = |cause| Error::internal("deriving a public key", cause);
    let signing = EncodingKey::from_ed_der(key.as_der());
    let jwk = Jwk::from_encoding_key(&signing, Algorithm::EdDSA).map_err(failed)?;
    let mut kid = jwk.thumbprint(ThumbprintHash::SHA256).map_err(failed)?;
    kid.truncate(KID_LENGTH);

    Ok(NamedKey {
        kid,
        key: DecodingKey::from_jwk(&jwk).map_err(failed)?,
    })
}
