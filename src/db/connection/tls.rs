//! Encrypted connections by rustls, with the roots and the checks that the URL asks for.

use std::error::Error as StdError;
use std::io;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::db::connection::url::{Encryption, Roots};
use crate::error::{Error, Result};

/// The connector for an encrypted connection; `None` for one that is not.
///
/// # Errors
/// `Setup` when the root certificates cannot be read.
pub(crate) fn connector(encryption: &Encryption) -> Result<Option<MakeRustlsConnect>> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let (trust, roots) = match encryption {
        Encryption::None => return Ok(None),
        Encryption::Any => (Trust::Anybody, None),
        Encryption::Authority(roots) => (Trust::Authority, Some(roots)),
        Encryption::Host(roots) => (Trust::Host, Some(roots)),
    };

    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|fault| Error::internal("setting up TLS", fault))?;
    let config = match roots {
        Some(roots) if trust == Trust::Host => builder.with_root_certificates(load(roots)?),
        roots => {
            let webpki = roots
                .map(|roots| webpki(load(roots)?, &provider))
                .transpose()?;
            let lenient = Lenient { webpki, provider };
            builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(lenient))
        }
    };

    Ok(Some(MakeRustlsConnect::new(config.with_no_client_auth())))
}

#[derive(PartialEq, Eq)]
enum Trust {
    Anybody,
    Authority,
    Host,
}

/// What to do about a refused certificate, where the refusal does not say so.
pub(crate) fn advice(fault: &(dyn StdError + 'static)) -> Option<&'static str> {
    let refusal = fault
        .source()?
        .downcast_ref::<io::Error>()?
        .get_ref()?
        .downcast_ref()?;
    match refusal {
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) => Some(
            "no trusted authority signed the certificate; set sslrootcert to the root that did",
        ),
        _ => None,
    }
}

fn load(roots: &Roots) -> Result<RootCertStore> {
    let mut store = RootCertStore::empty();

    match roots {
        Roots::System => {
            store.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        Roots::File(path) => {
            let unreadable = |fault: &dyn std::fmt::Display| {
                Error::setup(format!(
                    "sslrootcert: {} cannot be read: {fault}.",
                    path.display()
                ))
            };
            let certificates =
                CertificateDer::pem_file_iter(path).map_err(|fault| unreadable(&fault))?;

            for certificate in certificates {
                let certificate = certificate.map_err(|fault| unreadable(&fault))?;
                store.add(certificate).map_err(|fault| unreadable(&fault))?;
            }
            if store.is_empty() {
                return Err(unreadable(&"it holds no certificate"));
            }
        }
    }

    if store.is_empty() {
        return Err(Error::setup(
            "The system has no root certificates to check the database's certificate: set sslrootcert.",
        ));
    }

    Ok(store)
}

fn webpki(
    store: RootCertStore,
    provider: &Arc<CryptoProvider>,
) -> Result<Arc<WebPkiServerVerifier>> {
    WebPkiServerVerifier::builder_with_provider(Arc::new(store), Arc::clone(provider))
        .build()
        .map_err(|fault| Error::internal("setting up TLS", fault))
}

/// The checks of libpq's `require` and `verify-ca`: the host name is not checked; the authority is,
/// where `webpki` is given.
#[derive(Debug)]
struct Lenient {
    webpki: Option<Arc<WebPkiServerVerifier>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Lenient {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(webpki) = &self.webpki else {
            return Ok(ServerCertVerified::assertion());
        };
        match webpki.verify_server_cert(certificate, intermediates, name, ocsp, now) {
            Err(rustls::Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => Ok(ServerCertVerified::assertion()),
            outcome => outcome,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
