//! What did Postgres do for a request, with which values, and how long did it take over each step?

/// A message of the protocol that Postgres answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Text becomes a statement.
    Parse,
    /// A statement gets its values and, unless its plan is kept, its plan.
    Bind,
    Execute,
    /// Text that is carried out at once: BEGIN, COMMIT, locks.
    Simple,
}

/// The same step of the same statement, over all requests.
#[derive(Debug)]
pub struct Message {
    pub step: Step,
    pub text: String,
    pub parameters: Vec<Option<String>>,
    /// In one request.
    pub count: f64,
    /// Each time.
    pub milliseconds: f64,
}

impl Message {
    /// A line of the log that tells of one: `LOG:  duration: 0.1 ms  execute s1: SELECT 1`.
    pub fn read(line: &str) -> Option<Self> {
        let (milliseconds, rest) = line.strip_prefix("LOG:  duration: ")?.split_once(" ms  ")?;
        let (step, text) = rest.split_once(": ")?;
        let step = match step.split(' ').next()? {
            "parse" => Step::Parse,
            "bind" => Step::Bind,
            "execute" => Step::Execute,
            _ => Step::Simple,
        };
        // Text that is carried out at once has its values in it.
        let text = if step == Step::Simple {
            text.split('\'').next()?
        } else {
            text
        };
        let (milliseconds, text) = (milliseconds.parse().ok()?, text.to_owned());
        Some(Message {
            step,
            text,
            parameters: Vec::new(),
            count: 1.0,
            milliseconds,
        })
    }

    /// The line after it, with the values: `DETAIL:  parameters: $1 = 'it''s', $2 = NULL`.
    pub fn parameters(line: &str) -> Option<Vec<Option<String>>> {
        let (name, mut rest) = line.strip_prefix("DETAIL:  ")?.split_once(": ")?;
        if !name.eq_ignore_ascii_case("parameters") {
            return None;
        }
        let mut values = Vec::new();
        while let Some((_, value)) = rest.split_once(" = ") {
            let Some(quoted) = value.strip_prefix('\'') else {
                values.push(None);
                rest = value;
                continue;
            };
            let mut text = String::new();
            let mut letters = quoted.char_indices().peekable();
            let end = loop {
                match letters.next()? {
                    (_, '\'') if letters.next_if(|(_, next)| *next == '\'').is_some() => {
                        text.push('\'')
                    }
                    (end, '\'') => break end,
                    (_, letter) => text.push(letter),
                }
            };
            values.push(Some(text));
            rest = &quoted[end..];
        }
        Some(values)
    }
}

/// A script for `pgbench` of the statements that were carried out, and its variables.
pub fn script(messages: &[Message]) -> (String, Vec<(String, String)>) {
    let (mut script, mut variables) = (String::new(), Vec::new());
    for (number, message) in messages
        .iter()
        .filter(|message| message.step == Step::Execute)
        .enumerate()
    {
        let mut text = message.text.clone();
        // The highest number first: $1 begins $10.
        for (position, value) in message.parameters.iter().enumerate().rev() {
            let (parameter, variable) = (
                format!("${}", position + 1),
                format!("s{number}p{position}"),
            );
            match value {
                None => text = text.replace(&parameter, "NULL"),
                Some(value) => {
                    text = text.replace(&parameter, &format!(":{variable}"));
                    variables.push((variable, value.clone()));
                }
            }
        }
        script.push_str(&text);
        script.push_str(";\n");
    }
    (script, variables)
}

/// Statements and round trips for each request, and where Postgres's time goes.
pub fn tell(what: &str, messages: &[Message]) {
    let count = |step| {
        let of_step = messages.iter().filter(|message| message.step == step);
        of_step.fold(0.0, |sum, message| sum + message.count)
    };
    let time = |step| {
        let of_step = messages.iter().filter(|message| message.step == step);
        of_step.fold(0.0, |sum, message| {
            sum + message.count * message.milliseconds
        })
    };
    let (parses, executes, simple) = (
        count(Step::Parse),
        count(Step::Execute),
        count(Step::Simple),
    );
    println!(
        "\n{what}: {executes:.1} statements, {simple:.1} carried out at once, {parses:.1} prepared anew: {:.1} round trips unless they are pipelined.",
        parses + executes + simple
    );
    println!(
        "Postgres takes {:.2} ms to parse, {:.2} to bind and plan, {:.2} to execute, {:.2} for those carried out at once.\n",
        time(Step::Parse),
        time(Step::Bind),
        time(Step::Execute),
        time(Step::Simple)
    );
    println!("| step | ms | statement |\n|---|---|---|");
    for Message {
        step,
        text,
        count,
        milliseconds,
        ..
    } in messages
    {
        let beginning: String = text.chars().take(90).collect();
        println!(
            "| {step:?} x {count:.1} | {milliseconds:.3} | `{}` |",
            beginning.replace('|', "\\|")
        );
    }
    println!();
}
