//! Load on Postgres itself: `pgbench`, with statements that it prepares once for each connection.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::fixture::Stage;
use super::load::Outcome;

pub struct Pgbench {
    program: PathBuf,
    url: String,
    connections: usize,
    script: PathBuf,
    /// Names and values of the script's variables.
    variables: Vec<(String, String)>,
}

impl Pgbench {
    pub fn new(
        stage: &Stage,
        url: &str,
        connections: usize,
        (script, variables): (String, Vec<(String, String)>),
    ) -> Self {
        let program = stage.programs.join("pgbench");
        assert!(
            program.exists(),
            "There is no {}: install the whole server package of Postgres (apt-get install postgresql).",
            program.display()
        );
        let folder = tempfile::tempdir_in(stage.folder()).unwrap().keep();
        let path = folder.join("script.sql");
        std::fs::write(&path, script).unwrap();
        Self {
            program,
            url: url.to_owned(),
            connections,
            script: path,
            variables,
        }
    }

    pub fn turn(&self, time: Duration) -> Outcome {
        let mut command = Command::new(&self.program);
        command.args(["--no-vacuum", "--protocol=prepared", "--jobs=2"]);
        command.arg(format!("--client={}", self.connections));
        command.arg(format!("--time={}", time.as_secs()));
        command.arg("--file").arg(&self.script);
        for (name, value) in &self.variables {
            command.arg("--define").arg(format!("{name}={value}"));
        }
        let output = command.arg(&self.url).output().unwrap();
        let (said, complaint) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(output.status.success(), "pgbench: {said}{complaint}");
        let after = |name: &str| {
            let (_, rest) = said
                .split_once(name)
                .unwrap_or_else(|| panic!("no {name} in {said}"));
            rest.split_whitespace()
                .next()
                .unwrap()
                .parse::<f64>()
                .unwrap()
        };
        assert!(
            after("number of failed transactions: ") == 0.0,
            "{said}{complaint}"
        );
        let (count, per_second) = (after("transactions actually processed: "), after("tps = "));
        // It tells no percentiles.
        Outcome {
            count,
            per_second,
            p50: 0.0,
            p99: 0.0,
            cpu: 0.0,
        }
    }
}
