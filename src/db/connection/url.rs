//! The URL of a database: `sslmode` and `sslrootcert` are read here, the rest by the driver.

use std::borrow::Cow;
use std::net::IpAddr;
use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use tokio_postgres::config::Host;

use crate::error::{Error, Result};

/// A database's URL, split into TLS settings and the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseUrl {
    /// The rest of the URL, for the driver.
    pub connection: String,
    pub encryption: Encryption,
}

/// How the connection is encrypted, as with libpq's `sslmode`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Encryption {
    /// `disable`.
    None,
    /// `require`: encrypted, without a check of the server. With `sslrootcert` it means `verify-ca`.
    Any,
    /// `verify-ca`: the server's certificate must come from the roots.
    Authority(Roots),
    /// `verify-full`: the certificate must also bear the host's name.
    Host(Roots),
}

/// The trusted authorities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Roots {
    System,
    /// A PEM file.
    File(PathBuf),
}

impl DatabaseUrl {
    /// Takes `sslmode` and `sslrootcert` out of a URL (`postgres://…`) and leaves the rest of it as
    /// it is.
    ///
    /// # Errors
    /// `Setup` for anything else, and for a mode that is not known.
    pub fn parse(url: &str) -> Result<Self> {
        if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
            return Err(Error::setup("DATABASE_URL must begin with postgres://."));
        }

        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut root, mut kept) = (None, None, Vec::new());
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            match parameter.split_once('=') {
                Some(("sslmode", value)) => mode = Some(decoded(value)?),
                Some(("sslrootcert", value)) => root = Some(decoded(value)?),
                Some(_) | None => kept.push(parameter),
            }
        }

        let kept = kept.join("&");
        let connection = if kept.is_empty() {
            base.to_owned()
        } else {
            format!("{base}?{kept}")
        };

        Ok(Self {
            connection,
            encryption: encryption(mode.as_deref(), root)?,
        })
    }
}

/// The role that a URL names; `None` if it names none.
///
/// # Errors
/// As [`DatabaseUrl::parse`].
pub(crate) fn role_of(url: &str) -> Result<Option<String>> {
    let DatabaseUrl { connection, .. } = DatabaseUrl::parse(url)?;
    let config: tokio_postgres::Config = connection
        .parse()
        .map_err(|_| Error::setup("DATABASE_URL cannot be read."))?;

    Ok(config.get_user().map(str::to_owned))
}

/// The host of another machine to which a URL does not encrypt the connection, although it does not
/// ask for plain text (`sslmode=disable`).
///
/// # Errors
/// As [`DatabaseUrl::parse`].
pub(crate) fn unencrypted_host(url: &str) -> Result<Option<String>> {
    let DatabaseUrl {
        connection,
        encryption,
    } = DatabaseUrl::parse(url)?;
    let asks_for_plain_text = url.split(['?', '&']).any(|it| it == "sslmode=disable");
    if encryption != Encryption::None || asks_for_plain_text {
        return Ok(None);
    }

    let config: tokio_postgres::Config = connection
        .parse()
        .map_err(|_| Error::setup("DATABASE_URL cannot be read."))?;
    let names = config.get_hosts().iter().filter_map(|host| match host {
        Host::Tcp(name) => Some(name.clone()),
        Host::Unix(_) => None,
    });
    let addresses = config.get_hostaddrs().iter().map(ToString::to_string);

    Ok(names.chain(addresses).find(|host| !is_this_machine(host)))
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

fn decoded(value: &str) -> Result<String> {
    let decoded = percent_decode_str(value).decode_utf8();
    decoded
        .map(Cow::into_owned)
        .map_err(|_| Error::setup("The TLS settings of DATABASE_URL are not valid UTF-8."))
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
            "sslmode={other} is unknown. Use disable, require, verify-ca or verify-full."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, Encryption) {
        let address = DatabaseUrl::parse(text).unwrap();
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
            (
                "postgresql://moderato@%2Ftmp%2Fx/d".to_owned(),
                Encryption::None
            )
        );
    }

    #[test]
    fn a_path_may_hold_anything_and_other_values_stay_as_they_are_written() {
        assert_eq!(
            parsed(
                "postgres://h/d?options=-c%20a+b&sslmode=verify-ca&sslrootcert=/c++/my%20root.pem&sslmode=require"
            ),
            (
                "postgres://h/d?options=-c%20a+b".to_owned(),
                Encryption::Authority(Roots::File("/c++/my root.pem".into()))
            )
        );
    }

    #[test]
    fn a_connection_in_plain_text_to_another_machine_is_found() {
        for (url, host) in [
            ("postgres://u@db.example.org/d", Some("db.example.org")),
            (
                "postgres://u@localhost,192.0.2.7/d?sslmode=prefer",
                Some("192.0.2.7"),
            ),
            ("postgres://u@/d?host=db&sslmode=allow", Some("db")),
            ("postgres://u@/d?hostaddr=192.0.2.7", Some("192.0.2.7")),
            ("postgres://u@db.example.org/d?sslmode=disable", None),
            ("postgres://u@db.example.org/d?sslmode=require", None),
            ("postgres://u@localhost/d", None),
            ("postgres://u@127.0.0.1,[::1]/d", None),
            ("postgres://u@%2Frun%2Fpostgresql/d", None),
        ] {
            assert_eq!(unencrypted_host(url).unwrap().as_deref(), host, "{url}");
        }
    }

    #[test]
    fn the_role_is_the_user_of_the_url() {
        assert_eq!(
            role_of("postgres://ada:p@h/d").unwrap().as_deref(),
            Some("ada")
        );
        assert_eq!(
            role_of("postgres://h/d?user=ada").unwrap().as_deref(),
            Some("ada")
        );
        assert_eq!(role_of("postgres://h/d").unwrap(), None);
    }

    #[test]
    fn require_with_a_root_certificate_checks_the_certificate() {
        assert_eq!(
            parsed("postgres://h/d?sslmode=require&sslrootcert=/r").1,
            Encryption::Authority(Roots::File("/r".into()))
        );
    }

    #[test]
    fn an_unknown_mode_and_what_is_no_url_of_postgres_are_refused() {
        for text in [
            "postgres://h/d?sslmode=maybe",
            "mysql://h/d",
            "host=h sslmode=require",
            "",
        ] {
            assert!(
                matches!(DatabaseUrl::parse(text), Err(Error::Setup(_))),
                "{text}"
            );
        }
    }
}
