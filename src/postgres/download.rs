//! Downloads a file over HTTP(S) and computes its checksum.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest, Sha256};
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

/// The most bytes that are received: far above the archive's size, against a server that sends
/// without end.
const LARGEST: u64 = 512 * 1024 * 1024;

/// Streams `address` into a new file. Returns the SHA-256 of the received bytes in hexadecimal. An
/// `https` server is checked against the system's certificates; proxies are taken from the
/// environment.
///
/// # Errors
/// Why it failed, as the end of a sentence.
pub(super) fn download(address: &str, into: &Path) -> Result<String, String> {
    let mut reply = agent()
        .get(address)
        .call()
        .map_err(|error| error.to_string())?;

    let mut body = reply.body_mut().with_config().limit(LARGEST).reader();
    let mut file =
        File::create_new(into).map_err(|error| format!("{} ({error})", into.display()))?;
    let mut digest = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];

    loop {
        let length = body
            .read(&mut buffer)
            .map_err(|error| format!("the transfer broke off ({error})"))?;
        let Some(arrived) = buffer.get(..length).filter(|arrived| !arrived.is_empty()) else {
            break;
        };

        digest.update(arrived);
        file.write_all(arrived)
            .map_err(|error| format!("{} cannot be written ({error})", into.display()))?;
    }

    Ok(digest
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect())
}

fn agent() -> ureq::Agent {
    let roots = rustls_native_certs::load_native_certs();
    for error in roots.errors {
        tracing::debug!(%error, "a system certificate is left out");
    }
    let roots: Vec<_> = roots
        .certs
        .iter()
        .map(|root| Certificate::from_der(root).to_owned())
        .collect();

    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .root_certs(RootCerts::Specific(Arc::new(roots)))
        .build();

    let config = ureq::Agent::config_builder()
        .tls_config(tls)
        .timeout_connect(Some(Duration::from_secs(10)))
        .timeout_recv_response(Some(Duration::from_secs(30)))
        .timeout_per_read(Some(Duration::from_secs(30)))
        .build();

    config.new_agent()
}
