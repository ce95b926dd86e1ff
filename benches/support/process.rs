//! The processor time and memory of a process, from `/proc` (proc(5)).

use std::time::Duration;

/// A process, by its id.
#[derive(Clone, Copy)]
pub struct Process(u32);

/// Resident memory, in kilobytes as the kernel counts them.
#[derive(Clone, Copy)]
pub struct Memory {
    pub now: u64,
    pub peak: u64,
}

impl Process {
    pub fn new(id: u32) -> Self {
        Self(id)
    }

    /// User and system time so far.
    pub fn cpu(self) -> Duration {
        let stat = read(&format!("/proc/{}/stat", self.0));

        // The name in parentheses may contain spaces. Times are in hundredths of a second.
        let (_, fields) = stat.rsplit_once(')').unwrap();
        let ticks = fields
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|field| field.parse::<u64>().unwrap());

        Duration::from_millis(ticks.sum::<u64>() * 10)
    }

    pub fn memory(self) -> Memory {
        let status = format!("/proc/{}/status", self.0);
        let kilobytes = |name| {
            let value = field(&status, name);
            value.trim_end_matches(" kB").trim().parse().unwrap()
        };

        Memory {
            now: kilobytes("VmRSS"),
            peak: kilobytes("VmHWM"),
        }
    }
}

/// Cores, processor and load of this machine.
pub fn describe_machine() -> String {
    let load = read("/proc/loadavg");

    format!(
        "{} cores ({}), load {} at the start",
        cores(),
        field("/proc/cpuinfo", "model name"),
        load.split(' ').next().unwrap_or_default()
    )
}

pub fn cores() -> usize {
    std::thread::available_parallelism().unwrap().get()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

/// The value behind the colon of the first line that begins with `name`; empty without any.
fn field(path: &str, name: &str) -> String {
    let text = read(path);
    let line = text.lines().find(|line| line.starts_with(name));

    line.and_then(|line| line.split_once(':'))
        .map_or_else(String::new, |(_, value)| value.trim().to_owned())
}
