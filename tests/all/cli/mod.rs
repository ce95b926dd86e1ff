//! What does the program say and do at the command line, as a person or a script sees it?

use std::path::Path;
use std::process::{Command, Output, Stdio};

mod doctor;
mod logging;
mod starting;

/// The program, without anything of this process' environment that would change what it does.
fn moderato(data_dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_moderato"));
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("MODERATO_DATA_DIR", data_dir).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complaint(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
