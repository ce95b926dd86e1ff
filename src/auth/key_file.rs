//! The file of the signing keys: PEM, with one or two PKCS#8 Ed25519 keys, readable by its owner.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use aws_lc_rs::signature::Ed25519KeyPair;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::pki_types::pem::PemObject;

use crate::error::{Error, Result};

/// The name of the file in the data directory.
pub(crate) const FILE_NAME: &str = "jwt-keys.pem";

/// The first key signs, both verify. More keys would only keep retired ones valid.
const MOST_KEYS: usize = 2;

/// A private key as PKCS#8. Lists of keys begin with the newest. It has no `Debug`.
#[derive(Clone)]
pub(crate) struct PrivateKey(Vec<u8>);

/// The attributes of a file that change when it is replaced or written. While they are equal, a
/// copy in memory is current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    device: u64,
    inode: u64,
    length: u64,
    modified: (i64, i64),
}

/// The keys of a file, newest first, and the attributes that it had when they were read.
pub(crate) struct StampedKeys {
    pub keys: Vec<PrivateKey>,
    pub stamp: Stamp,
}

impl PrivateKey {
    /// A new random Ed25519 key (RFC 8032).
    pub(crate) fn generate() -> Result<Self> {
        let pair =
            Ed25519KeyPair::generate().map_err(|cause| Error::internal("key generation", cause))?;

        // The openssl command line reads version 1 of PKCS#8, too.
        let document = pair
            .to_pkcs8v1()
            .map_err(|cause| Error::internal("key generation", cause))?;

        Ok(Self(document.as_ref().to_vec()))
    }

    /// The PKCS#8 document, for the signer only.
    pub(crate) fn as_der(&self) -> &[u8] {
        &self.0
    }

    fn to_pem(&self) -> String {
        let encoded = STANDARD.encode(&self.0);
        // One Ed25519 key is 64 characters of base64: exactly one line.
        format!("-----BEGIN PRIVATE KEY-----\n{encoded}\n-----END PRIVATE KEY-----\n")
    }
}

impl Stamp {
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|metadata| Self::from(&metadata))
    }
}

impl From<&Metadata> for Stamp {
    fn from(metadata: &Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            length: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
        }
    }
}

/// Reads the keys, newest first.
///
/// # Errors
/// [`Error::Setup`] with what to do, when the file is missing, open to other users, or holds
/// anything but one or two Ed25519 keys.
pub fn read(path: &Path) -> Result<StampedKeys> {
    let unreadable = |cause: io::Error| unreadable(path, &cause);
    let mut file = File::open(path).map_err(unreadable)?;

    // Of the open file, not of the path, which may name another file a moment later.
    let metadata = file.metadata().map_err(unreadable)?;
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut file, &mut bytes).map_err(unreadable)?;

    refuse_open_permissions(path, &metadata)?;

    let keys = parse(&bytes).map_err(|problem| {
        let shown = path.display();
        Error::setup(format!(
            "the signing keys in {shown} cannot be used: {problem}. Put back the file, or move it away \
             and start again: a new key is made, and everybody signs in once more"
        ))
    })?;

    Ok(StampedKeys {
        keys,
        stamp: Stamp::from(&metadata),
    })
}

/// Makes the file with one new key, unless it exists. If several processes start at once, one of
/// them makes the file, and all of them use its key.
pub(crate) fn create_if_absent(path: &Path) -> Result<()> {
    if path.exists() {
        return Ok(());
    }

    let written = write_beside(path, &[PrivateKey::generate()?]).and_then(|temporary| {
        // A link, unlike a rename, does not replace a file that another process has made in the
        // meantime.
        let linked = fs::hard_link(&temporary, path);
        fs::remove_file(&temporary)?;

        match linked {
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            other => other,
        }?;

        sync_folder(path)
    });

    written.map_err(|cause| unwritable(path, &cause))
}

/// Puts a new key first and keeps the former first one as the second, so that tokens in use stay
/// valid; the one before that goes. Running services notice the new file by themselves. Makes the
/// file if there is none.
pub fn rotate(path: &Path) -> Result<()> {
    if !path.exists() {
        return create_if_absent(path);
    }

    let mut keys = read(path)?.keys;
    keys.insert(0, PrivateKey::generate()?);
    keys.truncate(MOST_KEYS);

    let written = write_beside(path, &keys).and_then(|temporary| {
        fs::rename(&temporary, path)?;
        sync_folder(path)
    });

    written.map_err(|cause| unwritable(path, &cause))
}

/// The group may read, since orchestrators mount secrets that way. Other users may not read, and
/// only the owner may write.
fn refuse_open_permissions(path: &Path, metadata: &Metadata) -> Result<()> {
    if metadata.mode() & 0o037 == 0 {
        return Ok(());
    }

    let shown = path.display();
    Err(Error::setup(format!(
        "other users can reach the signing keys in {shown}; close it with: chmod 600 '{shown}'"
    )))
}

fn parse(bytes: &[u8]) -> Result<Vec<PrivateKey>, &'static str> {
    let mut keys = Vec::new();

    for section in PrivatePkcs8KeyDer::pem_slice_iter(bytes) {
        let section = section.map_err(|_| "it is not a PEM file of private keys")?;
        let der = section.secret_pkcs8_der();
        Ed25519KeyPair::from_pkcs8(der).map_err(|_| "it holds a key that is not an Ed25519 key")?;
        keys.push(PrivateKey(der.to_vec()));
    }

    match keys.len() {
        0 => Err("it holds no PRIVATE KEY section"),
        1..=MOST_KEYS => Ok(keys),
        _ => Err("it holds more than two keys"),
    }
}

/// Writes a complete, synced file next to `path` and returns its name.
fn write_beside(path: &Path, keys: &[PrivateKey]) -> io::Result<PathBuf> {
    let mut random = [0_u8; 8];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{:016x}.new", u64::from_ne_bytes(random)));
    let temporary = PathBuf::from(name);

    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&temporary)?;

    let written = keys
        .iter()
        .try_for_each(|key| file.write_all(key.to_pem().as_bytes()));
    if let Err(cause) = written.and_then(|()| file.sync_all()) {
        fs::remove_file(&temporary)?;
        return Err(cause);
    }

    Ok(temporary)
}

/// A new name survives a power cut only once its folder is written to disk.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

fn unreadable(path: &Path, cause: &io::Error) -> Error {
    let shown = path.display();
    let hint = match cause.kind() {
        io::ErrorKind::NotFound => "; `moderato admin rotate-key` makes one there",
        _ => "",
    };

    Error::setup(format!(
        "cannot read the signing keys in {shown}: {cause}{hint}"
    ))
}

fn unwritable(path: &Path, cause: &io::Error) -> Error {
    Error::setup(format!(
        "cannot write the signing keys to {}: {cause}",
        path.display()
    ))
}

#[cfg(test)]
mod tests;
