//! What does a connection string ask for beyond what the driver reads itself? `sslmode` and `sslrootcert`.

use std::path::PathBuf;

use url::Url;

use crate::error::{Error, Result};

/// A connection string without its TLS settings, and these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// For the driver.
    pub connection: String,
    pub encryption: Encryption,
}

/// How the connection is encrypted, as libpq's `sslmode` has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encryption {
    /// `disable`, and whatever goes over a Unix socket.
    None,
    /// `require`: encrypted, whoever the server is; with `sslrootcert` as `verify-ca`.
    Any,
    /// `verify-ca`: the server's certificate must come from the roots.
    Authority(Roots),
    /// `verify-full`: and bear the host's name.
    Host(Roots),
}

/// Which authorities are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Roots {
    System,
    /// A PEM file.
    File(PathBuf),
}

impl Address {
    /// Takes `sslmode` and `sslrootcert` out of a URL (`postgres://…`) or a list (`host=… sslmode=…`).
    ///
    /// # Errors
    /// `Setup` for a string that is neither, and for a mode that is not known.
    pub fn parse(text: &str) -> Result<Self> {
        let (connection, mode, root) = match text.split_once("://") {
            Some(("postgres" | "postgresql", _)) => from_url(text)?,
            Some(_) => return Err(Error::setup("DATABASE_URL must begin with postgres://.")),
            None => from_list(text),
        };
        Ok(Self { connection, encryption: encryption(mode.as_deref(), root)? })
    }
}

type Parts = (String, Option<String>, Option<String>);

fn from_url(text: &str) -> Result<Parts> {
    // A host that is a percent-encoded folder is no host to `Url`, and the driver wants it as it is.
    let Some((base, query)) = text.split_once('?') else { return Ok((text.to_owned(), None, None)) };
    let probe = Url::parse(&format!("none:?{query}"))
        .map_err(|_| Error::setup("DATABASE_URL has parameters that cannot be read."))?;
    let (mut mode, mut root) = (None, None);
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in probe.query_pairs() {
        match &*name {
            "sslmode" => mode = Some(value.into_owned()),
            "sslrootcert" => root = Some(value.into_owned()),
            _ => {
                kept.append_pair(&name, &value);
            }
        }
    }
    let kept = kept.finish().replace('+', "%20");
    let connection = if kept.is_empty() { base.to_owned() } else { format!("{base}?{kept}") };
    Ok((connection, mode, root))
}

fn from_list(text: &str) -> Parts {
    let (mut mode, mut root) = (None, None);
    let kept: Vec<&str> = text
        .split_whitespace()
        .filter(|part| match part.split_once('=') {
            Some(("sslmode", value)) => {
                mode = Some(value.to_owned());
                false
            }
            Some(("sslrootcert", value)) => {
                root = Some(value.to_owned());
                false
            }
            _ => true,
        })
        .collect();
    (kept.join(" "), mode, root)
}

fn encryption(mode: Option<&str>, root: Option<String>) -> Result<Encryption> {
    let roots = match root.as_deref() {
        None | Some("system") => Roots::System,
        Some(file) => Roots::File(PathBuf::from(file)),
    };
    match mode {
        None | Some("disable" | "allow" | "prefer") => Ok(Encryption::None),
        // As libpq: with a root certificate at hand, `require` means `verify-ca`.
        Some("require") if root.is_some() => Ok(Encryption::Authority(roots)),
        Some("require") => Ok(Encryption::Any),
        Some("verify-ca") => Ok(Encryption::Authority(roots)),
        Some("verify-full") => Ok(Encryption::Host(roots)),
        Some(other) => Err(Error::setup(format!(
            "sslmode={other} is not known: take disable, require, verify-ca or verify-full."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, Encryption) {
        let address = Address::parse(text).unwrap();
        (address.connection, address.encryption)
    }

    #[test]
    fn tls_settings_are_taken_out_of_a_url_and_nothing_else() {
        assert_eq!(
            parsed(
                "postgres://u:p%40s@h:5432/d?sslmode=verify-full&connect_timeout=3&sslrootcert=/etc/ca.pem"
            ),
            (
                "postgres://u:p%40s@h:5432/d?connect_timeout=3".to_owned(),
                Encryption::Host(Roots::File("/etc/ca.pem".into()))
            )
        );
        assert_eq!(
            parsed("postgresql://moderato@%2Ftmp%2Fx/d"),
            ("postgresql://moderato@%2Ftmp%2Fx/d".to_owned(), Encryption::None)
        );
    }

    #[test]
    fn tls_settings_are_taken_out_of_a_list() {
        assert_eq!(parsed("host=h sslmode=require user=u"), ("host=h user=u".to_owned(), Encryption::Any));
    }

    #[test]
    fn require_with_a_root_certificate_checks_the_certificate() {
        assert_eq!(
            parsed("host=h sslmode=require sslrootcert=/r").1,
            Encryption::Authority(Roots::File("/r".into()))
        );
    }

    #[test]
    fn an_unknown_mode_is_refused() {
        assert!(Address::parse("postgres://h/d?sslmode=maybe").is_err());
        assert!(Address::parse("mysql://h/d").is_err());
    }
}
