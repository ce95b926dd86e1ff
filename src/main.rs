//! The binary: runs the command line and returns its exit code to the shell.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    Box::pin(moderato::cli::run()).await
}
