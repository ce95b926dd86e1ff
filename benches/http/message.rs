//! The protocol messages that Postgres answers for a request, with their values and times.

use super::pgbench::{Script, Variable};
use super::support::table;

/// The kind of a protocol message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Text becomes a statement.
    Parse,
    /// A statement gets its values and, unless its plan is kept, its plan.
    Bind,
    Execute,
    /// Text that is executed at once: BEGIN, COMMIT, locks.
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
    /// For each time.
    pub milliseconds: f64,
}

impl Message {
    /// Reads a line of the log such as `LOG:  duration: 0.1 ms  execute s1: SELECT 1`.
    pub fn parse(line: &str) -> Option<Self> {
        let (milliseconds, rest) = line.strip_prefix("LOG:  duration: ")?.split_once(" ms  ")?;
        let (step, text) = rest.split_once(": ")?;
        let step = match step.split(' ').next()? {
            "parse" => Step::Parse,
            "bind" => Step::Bind,
            "execute" => Step::Execute,
            _ => Step::Simple,
        };

        // Text that is executed at once contains its values; they would make each one different.
        let text = if step == Step::Simple {
            text.split('\'').next()?
        } else {
            text
        };

        Some(Message {
            step,
            text: text.to_owned(),
            parameters: Vec::new(),
            count: 1.0,
            milliseconds: milliseconds.parse().ok()?,
        })
    }

    /// Reads the line after it, with the values: `DETAIL:  parameters: $1 = 'it''s', $2 = NULL`.
    pub fn parse_parameters(line: &str) -> Option<Vec<Option<String>>> {
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

            let literal = Literal::parse(quoted)?;
            values.push(Some(literal.text));
            rest = literal.rest;
        }

        Some(values)
    }
}

/// A quoted value without its quotes, and the text from the closing quote on.
struct Literal<'a> {
    text: String,
    rest: &'a str,
}

impl<'a> Literal<'a> {
    /// Reads from behind the opening quote. A quote in the value is doubled.
    fn parse(quoted: &'a str) -> Option<Self> {
        let mut text = String::new();
        let mut letters = quoted.char_indices().peekable();

        loop {
            match letters.next()? {
                (_, '\'') if letters.next_if(|(_, next)| *next == '\'').is_some() => {
                    text.push('\'');
                }
                (end, '\'') => {
                    let rest = &quoted[end..];
                    return Some(Self { text, rest });
                }
                (_, letter) => text.push(letter),
            }
        }
    }
}

/// A script for `pgbench` of the statements that were executed with values.
pub fn script(messages: &[Message]) -> Script {
    let executed = messages
        .iter()
        .filter(|message| message.step == Step::Execute);
    let mut script = Script {
        text: String::new(),
        variables: Vec::new(),
    };

    for (number, message) in executed.enumerate() {
        let mut text = message.text.clone();

        // The highest number first: $1 begins $10.
        for (position, value) in message.parameters.iter().enumerate().rev() {
            let parameter = format!("${}", position + 1);
            let Some(value) = value else {
                text = text.replace(&parameter, "NULL");
                continue;
            };

            let name = format!("s{number}p{position}");
            text = text.replace(&parameter, &format!(":{name}"));
            script.variables.push(Variable {
                name,
                value: value.clone(),
            });
        }

        script.text.push_str(&text);
        script.text.push_str(";\n");
    }

    script
}

/// Prints the statements and round trips of each request, and where Postgres's time goes.
pub fn print(request: &str, messages: &[Message]) {
    let sum = |step, figure: fn(&Message) -> f64| {
        let of_step = messages.iter().filter(|message| message.step == step);
        of_step.fold(0.0, |sum, message| sum + figure(message))
    };
    let count = |step| sum(step, |message| message.count);
    let time = |step| sum(step, |message| message.count * message.milliseconds);

    let parses = count(Step::Parse);
    let executes = count(Step::Execute);
    let simple = count(Step::Simple);
    println!(
        "\n{request}: {executes:.1} statements, {simple:.1} executed at once, {parses:.1} prepared again: {:.1} round trips unless they are pipelined.",
        parses + executes + simple
    );
    println!(
        "Postgres takes {:.2} ms to parse, {:.2} to bind and plan, {:.2} to execute, {:.2} for those executed at once.\n",
        time(Step::Parse),
        time(Step::Bind),
        time(Step::Execute),
        time(Step::Simple)
    );

    table::header(&["step", "ms", "statement"]);
    for message in messages {
        let beginning: String = message.text.chars().take(90).collect();
        table::row(&[
            &format!("{:?} x {:.1}", message.step, message.count),
            &format!("{:.3}", message.milliseconds),
            &format!("`{}`", beginning.replace('|', "\\|")),
        ]);
    }
    println!();
}
