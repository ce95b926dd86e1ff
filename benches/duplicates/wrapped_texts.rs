//! The texts of one language and one part for the kinds about wrapping, slots, numbers and word
//! salad, in `data/wrapping/LANGUAGE.PART.txt`. `data/wrapping/README.md` describes the format.

use std::fs;
use std::path::Path;

use crate::pair::Part;

#[derive(Default)]
pub struct WrappedTexts {
    /// Signatures of 60 to 250 letters, in one to three lines.
    pub signatures: Vec<String>,
    /// What people write above them.
    pub short_texts: Vec<String>,
    /// Templates of advertisements with a slot.
    pub ads: Vec<String>,
    /// Templates that one author fills with other numbers each time.
    pub numbers: Vec<String>,
    /// Templates that several readers fill with their own numbers.
    pub guesses: Vec<String>,
    /// Advertisements that are sent with other words around them.
    pub pitches: Vec<String>,
}

impl WrappedTexts {
    pub fn read(code: &str, part: Part) -> Self {
        let file = format!(
            "benches/duplicates/data/wrapping/{code}.{}.txt",
            part.as_str()
        );
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let content =
            fs::read_to_string(&file).unwrap_or_else(|fault| panic!("{}: {fault}", file.display()));

        let mut texts = Self::default();
        let mut section = "";
        for line in content.lines() {
            let heading = line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'));
            match heading {
                Some(heading) => section = heading,
                None if line.is_empty() || line.starts_with('#') => {}
                None => texts.add(section, line.replace("\\n", "\n")),
            }
        }

        texts
    }

    fn add(&mut self, section: &str, line: String) {
        let lines = match section {
            "signatures" => &mut self.signatures,
            "short texts" => &mut self.short_texts,
            "ads" => &mut self.ads,
            "numbers" => &mut self.numbers,
            "guesses" => &mut self.guesses,
            "pitches" => &mut self.pitches,
            other => panic!("no section is called [{other}]"),
        };

        lines.push(line);
    }
}
