//! What was written for one language and one part? `data/LANGUAGE.PART.txt`, read here.
//!
//! A line is a text, `\n` in it a line break; `#` begins a remark, `[section]` a section. A text's
//! `{this|that}` is a phrase near its end with another one for it. `[topic] ..`: comments under one
//! article. `[frames]`: what stands before and behind the content, parted by `||`. `[forms]`: after
//! `=` the form with `{1}`.., after `-` fillings for it, parted by `|`. `[alike]`: comments by two
//! people, parted by `||`, that begin alike. `[answers]`: a statement `||` what somebody replied
//! with its words. `[spun]`: spam with slots.

use std::fs;
use std::path::Path;

use crate::pair::Part;
use crate::template;

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
    pub frames: Vec<(String, String)>,
    pub forms: Vec<Form>,
    pub praise: Vec<String>,
    pub answers: Vec<(String, String)>,
    pub alike: Vec<(String, String)>,
    pub spun: Vec<String>,
    pub words: Vec<String>,
    pub greetings: Vec<String>,
    pub closings: Vec<String>,
    pub additions: Vec<String>,
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
        let mut language = Self {
            code,
            ..Self::default()
        };
        let (mut section, mut topic) = ("", 0);
        for line in content
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            if let Some((heading, _)) = line.strip_prefix('[').and_then(|line| line.split_once(']'))
            {
                section = heading;
                topic += 1;
            } else {
                language.add(section, topic, &line.replace("\\n", "\n"));
            }
        }
        language
    }

    fn add(&mut self, section: &str, topic: usize, line: &str) {
        if section == "topic" {
            let text = Text {
                topic,
                text: template::first(line),
                late: template::second(line),
            };
            self.texts.push(text);
            return;
        }
        match section {
            "signatures" => self.signatures.push(line.to_owned()),
            "frames" => self.frames.push(halves(line)),
            "forms" => self.add_form(line),
            "praise" => self.praise.push(line.to_owned()),
            "alike" => self.alike.push(halves(line)),
            "answers" => self.answers.push(halves(line)),
            "spun" => self.spun.push(line.to_owned()),
            "words" => self.words.push(line.to_owned()),
            "greetings" => self.greetings.push(line.to_owned()),
            "closings" => self.closings.push(line.to_owned()),
            "additions" => self.additions.push(line.to_owned()),
            other => panic!("no section is called [{other}]"),
        }
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
            form.fillings.push(
                fillings
                    .split('|')
                    .map(|filling| filling.trim().to_owned())
                    .collect(),
            );
        }
    }
}

fn halves(line: &str) -> (String, String) {
    let (first, second) = line
        .split_once("||")
        .unwrap_or_else(|| panic!("no || in {line:?}"));
    (first.trim().to_owned(), second.trim().to_owned())
}
