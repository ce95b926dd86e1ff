//! Work done by several clients at once, for a given time.

use std::time::{Duration, Instant};

/// How often a second `clients` clients do their work, each again and again for `time`.
///
/// `client` makes the work of the client with this number; all run on the caller's task.
pub async fn per_second<W: AsyncFnMut()>(
    clients: usize,
    time: Duration,
    client: impl Fn(usize) -> W,
) -> f64 {
    let begun = Instant::now();
    let running = (0..clients).map(|number| {
        let mut work = client(number);
        async move {
            let mut count = 0_u32;
            while begun.elapsed() < time {
                work().await;
                count += 1;
            }
            count
        }
    });
    let counts = futures_util::future::join_all(running).await;

    f64::from(counts.iter().sum::<u32>()) / begun.elapsed().as_secs_f64()
}
