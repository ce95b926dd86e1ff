//! What machine is it, and what does a process use of it? From /proc.

use std::time::Duration;

use super::fixture::Stage;
use super::options::Options;

pub async fn describe(stage: &Stage, options: &Options) {
    println!("| | |\n|---|---|");
    println!(
        "| machine | {} cores ({}), load {} at the start |",
        std::thread::available_parallelism().unwrap(),
        field("/proc/cpuinfo", "model name"),
        read("/proc/loadavg").split(' ').next().unwrap_or_default()
    );
    println!("| Postgres | {} |", stage.text("SHOW server_version").await);
    println!(
        "| rounds | {} of {} s, medians |",
        options.rounds,
        options.turn.as_secs()
    );
}

/// A process, by its id.
#[derive(Clone, Copy)]
pub struct Process(u32);

impl Process {
    pub fn new(id: u32) -> Self {
        Self(id)
    }

    /// Processor time so far.
    pub fn cpu(self) -> Duration {
        let stat = read(&format!("/proc/{}/stat", self.0));
        // The name before it may hold spaces. User and system time are in hundredths of a second
        // (proc(5)).
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let ticks = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|field| field.parse::<u64>().unwrap());
        Duration::from_millis(ticks.sum::<u64>() * 10)
    }

    /// Resident memory in megabytes, now and at the most.
    pub fn memory(self) -> (f64, f64) {
        let status = format!("/proc/{}/status", self.0);
        let megabytes = |name| {
            let value = field(&status, name);
            value.trim_end_matches(" kB").trim().parse::<f64>().unwrap() / 1_000.0
        };
        (megabytes("VmRSS"), megabytes("VmHWM"))
    }
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

fn field(path: &str, name: &str) -> String {
    let text = read(path);
    let line = text.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_once(':'))
        .map_or_else(String::new, |(_, value)| value.trim().to_owned())
}
