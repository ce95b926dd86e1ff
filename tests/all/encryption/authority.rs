//! A certificate authority that lives as long as the test.

use std::path::PathBuf;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;

pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let mut parameters = CertificateParams::default();
        parameters.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        parameters.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let issuer = CertifiedIssuer::self_signed(parameters, key).unwrap();

        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("root.pem"), issuer.pem()).unwrap();

        Self { issuer, folder }
    }

    /// The file that `sslrootcert` names.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("root.pem")
    }

    /// A certificate for the holder of `key`, as PEM.
    pub fn sign(&self, parameters: CertificateParams, key: &KeyPair) -> String {
        parameters.signed_by(key, &self.issuer).unwrap().pem()
    }
}
