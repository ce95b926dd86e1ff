//! The binary: hands the command line over, and its outcome to the shell.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    Box::pin(moderato::cli::run()).await
}
