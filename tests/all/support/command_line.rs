//! The program itself, as somebody at the machine starts it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program on this data folder, with nothing of our environment but `PATH`.
pub fn moderato(data_dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_moderato"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("MODERATO_DATA_DIR", data_dir).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What it says when it did what was asked.
pub fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one line that it says when it did not.
pub fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "more than one line: {text}");
    text
}
