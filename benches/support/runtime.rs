//! The runtime of a benchmark, and its orderly end on a signal.

use std::process::ExitCode;

use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};

/// Runs a benchmark on a runtime with a thread for each core.
///
/// Ctrl-C and SIGTERM drop the benchmark, so that its servers stop and its folders are removed.
pub fn run(benchmark: impl Future<Output = ()>) -> ExitCode {
    let runtime = Builder::new_multi_thread().enable_all().build().unwrap();

    runtime.block_on(async {
        let mut interrupt = signal(SignalKind::interrupt()).unwrap();
        let mut terminate = signal(SignalKind::terminate()).unwrap();

        tokio::select! {
            biased;
            () = benchmark => return ExitCode::SUCCESS,
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }

        eprintln!("The benchmark was interrupted.");
        ExitCode::FAILURE
    })
}
