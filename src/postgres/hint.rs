//! The one line that installs Postgres on this machine.

use std::fs;

/// The command for the operator, for this system if it is known.
pub(super) fn install() -> String {
    let command = if cfg!(target_os = "macos") {
        "brew install postgresql@18"
    } else {
        command_for(&fs::read_to_string("/etc/os-release").unwrap_or_default())
    };

    if command.is_empty() {
        format!("install PostgreSQL {} or newer", super::find::OLDEST)
    } else {
        format!("install PostgreSQL: `{command}`")
    }
}

/// `release` is the text of `/etc/os-release`; see os-release(5).
fn command_for(release: &str) -> &'static str {
    let names = release
        .lines()
        .filter_map(|line| {
            line.strip_prefix("ID=")
                .or_else(|| line.strip_prefix("ID_LIKE="))
        })
        .flat_map(|names| names.trim_matches('"').split_whitespace());

    for name in names {
        match name {
            "debian" | "ubuntu" => return "apt install postgresql",
            "fedora" | "rhel" | "centos" => return "dnf install postgresql-server",
            "alpine" => return "apk add postgresql",
            "arch" => return "pacman -S postgresql",
            "suse" | "opensuse" => return "zypper install postgresql-server",
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_its_name_or_by_its_kin() {
        assert_eq!(command_for("NAME=x\nID=debian\n"), "apt install postgresql");
        assert_eq!(
            command_for("ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n"),
            "dnf install postgresql-server"
        );
        assert_eq!(
            command_for("ID=opensuse-leap\nID_LIKE=\"suse opensuse\"\n"),
            "zypper install postgresql-server"
        );
        assert_eq!(command_for("ID=nixos\n"), "");
    }
}
