//! Keeps a loop alive: logs and counts its death, and starts it again after a pause.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use futures_util::FutureExt;

use crate::app::background::Background;

/// Runs what `start` returns, and again each time that it panics or ends. Never returns.
pub async fn supervise<Running>(
    background: Arc<Background>,
    name: &'static str,
    mut start: impl FnMut() -> Running,
) where
    Running: Future<Output = ()>,
{
    background.register(name);

    loop {
        // A new future is made for each run, so no run sees what a panic left half done.
        let run = AssertUnwindSafe(async { start().await });
        let ended = run.catch_unwind().await;

        let reason = match &ended {
            Ok(()) => "it ended by itself",
            Err(panic) => panic_message(&**panic),
        };
        let pause = background.record_death(name, Instant::now());
        tracing::error!(
            background.r#loop = name,
            error.what = reason,
            restart_in = ?pause,
            "a background loop has died"
        );

        tokio::time::sleep(pause).await;
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("a panic without a message")
}
