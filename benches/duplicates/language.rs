//! The texts that were written for one language and one part, in `data/LANGUAGE.PART.txt`.
//!
//! A line is a text with `\n` for a line break; `#` begins a remark, `[section]` a section. In a
//! text, `{this|that}` is a phrase near its end and the phrase that can replace it. The sections:
//! - `[topic] ..`: comments under one article;
//! - `[frames]`: the texts before and behind any content, separated by `||`;
//! - `[forms]`: after `=` a form with `{1}`.., after `-` fillings for it, separated by `|`;
//! - `[alike]`: comments by two people that begin alike, separated by `||`;
//! - `[answers]`: a statement `||` an answer that uses its words;
//! - `[spun]`: templates of spam.

use std::fs;
use std::path::Path;

use crate::pair::Part;
use crate::template;
use crate::texts::Texts;
use crate::wrapped_texts::WrappedTexts;

pub const LANGUAGES: [&str; 10] = ["en", "de", "es", "ru", "fa", "ar", "hi", "zh", "ja", "ko"];

#[derive(Debug, Clone)]
pub struct Text {
    pub topic: usize,
    pub text: String,
    /// The text with its late phrase changed.
    pub late: Option<String>,
}

#[derive(Default)]
pub struct Language {
    pub code: &'static str,
    pub texts: Vec<Text>,
    pub signatures: Vec<String>,
    pub frames: Vec<Frame>,
    pub forms: Vec<Form>,
    pub praise: Vec<String>,
    pub answers: Vec<Texts>,
    pub alike: Vec<Texts>,
    pub spun: Vec<String>,
    pub words: Vec<String>,
    pub greetings: Vec<String>,
    pub closings: Vec<String>,
    pub additions: Vec<String>,
    pub wrapped: WrappedTexts,
}

/// The texts around any content.
pub struct Frame {
    pub before: String,
    pub behind: String,
}

pub struct Form {
    pub form: String,
    pub fillings: Vec<Vec<String>>,
}

impl Language {
    pub fn read(code: &'static str, part: Part) -> Self {
        let file = format!("benches/duplicates/data/{code}.{}.txt", part.as_str());
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let content =
            fs::read_to_string(&file).unwrap_or_else(|fault| panic!("{}: {fault}", file.display()));
        let lines = content
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));

        let mut language = Self {
            code,
            wrapped: WrappedTexts::read(code, part),
            ..Self::default()
        };
        let (mut section, mut topic) = ("", 0);
        for line in lines {
            let heading = line.strip_prefix('[').and_then(|line| line.split_once(']'));
            if let Some((heading, _)) = heading {
                section = heading;
                topic += 1;
            } else {
                language.add(section, topic, &line.replace("\\n", "\n"));
            }
        }

        language
    }

    fn add(&mut self, section: &str, topic: usize, line: &str) {
        match section {
            "topic" => self.texts.push(Text {
                topic,
                text: template::first(line),
                late: template::second(line),
            }),
            "signatures" => self.signatures.push(line.to_owned()),
            "frames" => self.add_frame(line),
            "forms" => self.add_form(line),
            "praise" => self.praise.push(line.to_owned()),
            "alike" => self.alike.push(texts(line)),
            "answers" => self.answers.push(texts(line)),
            "spun" => self.spun.push(line.to_owned()),
            "words" => self.words.push(line.to_owned()),
            "greetings" => self.greetings.push(line.to_owned()),
            "closings" => self.closings.push(line.to_owned()),
            "additions" => self.additions.push(line.to_owned()),
            other => panic!("no section is called [{other}]"),
        }
    }

    fn add_frame(&mut self, line: &str) {
        let Texts { earlier, later } = texts(line);

        self.frames.push(Frame {
            before: earlier,
            behind: later,
        });
    }

    fn add_form(&mut self, line: &str) {
        if let Some(form) = line.strip_prefix("= ") {
            self.forms.push(Form {
                form: form.to_owned(),
                fillings: Vec::new(),
            });
        } else if let (Some(form), Some(fillings)) =
            (self.forms.last_mut(), line.strip_prefix("- "))
        {
            let fillings = fillings.split('|').map(|filling| filling.trim().to_owned());
            form.fillings.push(fillings.collect());
        }
    }
}

/// The texts on both sides of `||`.
fn texts(line: &str) -> Texts {
    let (first, second) = line
        .split_once("||")
        .unwrap_or_else(|| panic!("no || in {line:?}"));

    Texts::new(first.trim(), second.trim())
}
