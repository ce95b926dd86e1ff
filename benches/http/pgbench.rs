//! Load on Postgres itself: `pgbench`, with statements that it prepares once for each connection.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::fixture::Fixture;
use super::outcome::Outcome;

pub struct Pgbench {
    program: PathBuf,
    database: String,
    connections: usize,
    script: PathBuf,
    variables: Vec<Variable>,
}

/// What `pgbench` runs.
pub struct Script {
    pub text: String,
    pub variables: Vec<Variable>,
}

/// A variable of a script.
pub struct Variable {
    pub name: String,
    pub value: String,
}

impl Pgbench {
    /// Load on the database at this URL.
    pub fn new(fixture: &Fixture, database: &str, connections: usize, script: Script) -> Self {
        let program = fixture.programs.join("pgbench");
        assert!(
            program.exists(),
            "There is no {}: install the whole server package of Postgres (apt-get install postgresql).",
            program.display()
        );

        let path = fixture.scratch().subfolder("pgbench").join("script.sql");
        std::fs::write(&path, script.text).unwrap();

        Self {
            program,
            database: database.to_owned(),
            connections,
            script: path,
            variables: script.variables,
        }
    }

    pub fn turn(&self, time: Duration) -> Outcome {
        let output = self.command(time).output().unwrap();
        let report = String::from_utf8_lossy(&output.stdout);
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "pgbench: {report}{complaint}");

        let failed = number_after("number of failed transactions: ", &report);
        assert!(failed == 0.0, "{report}{complaint}");

        // It reports no percentiles.
        Outcome {
            count: number_after("transactions actually processed: ", &report),
            per_second: number_after("tps = ", &report),
            p50: 0.0,
            p99: 0.0,
            cpu: 0.0,
        }
    }

    fn command(&self, time: Duration) -> Command {
        let mut command = Command::new(&self.program);
        command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2"]);
        command.arg(format!("--client={}", self.connections));
        command.arg(format!("--time={}", time.as_secs()));
        command.arg("--file").arg(&self.script);

        for Variable { name, value } in &self.variables {
            command.arg("--define").arg(format!("{name}={value}"));
        }
        command.arg(&self.database);

        command
    }
}

fn number_after(label: &str, report: &str) -> f64 {
    let (_, rest) = report
        .split_once(label)
        .unwrap_or_else(|| panic!("no {label} in {report}"));

    rest.split_whitespace().next().unwrap().parse().unwrap()
}
