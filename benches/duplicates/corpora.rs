//! Collections of real comments, in a folder beside the repository.

use std::fs;
use std::path::Path;

use chrono::NaiveDateTime;

/// A comment as it was posted.
pub struct Comment {
    pub text: String,
    /// `None` if unknown: then it counts as another author.
    pub author: Option<String>,
    /// What it comments on; `None` if the collection does not say.
    pub article: Option<String>,
    /// `None` if the collection does not say.
    pub at: Option<NaiveDateTime>,
}

impl Comment {
    fn undated(text: String) -> Self {
        Self {
            text,
            author: None,
            article: None,
            at: None,
        }
    }
}

pub struct Corpus {
    pub name: &'static str,
    /// Oldest first if the times are known.
    pub comments: Vec<Comment>,
}

/// Reads the collections, which have the names of their publishers.
pub fn read(folder: &Path) -> Vec<Corpus> {
    vec![
        youtube(folder),
        beer(folder),
        germeval(folder),
        cold(folder),
    ]
}

fn youtube(folder: &Path) -> Corpus {
    let files = [
        "01-Psy",
        "02-KatyPerry",
        "03-LMFAO",
        "04-Eminem",
        "05-Shakira",
    ];
    let mut comments: Vec<Comment> = Vec::new();

    for file in files {
        let content = content(folder, &format!("youtube_spam/Youtube{file}.csv"));
        for row in table(&content).into_iter().skip(1) {
            if let [_, author, date, text, ..] = row.as_slice() {
                comments.push(Comment {
                    text: plain(text),
                    author: Some(author.clone()),
                    article: Some(file.to_owned()),
                    at: time(date),
                });
            }
        }
    }

    comments.sort_by_key(|comment| comment.at);
    Corpus {
        name: "YouTube",
        comments,
    }
}

fn beer(folder: &Path) -> Corpus {
    let content = content(folder, "stackexchange_beer/Comments.xml");
    let rows = content
        .lines()
        .filter(|line| line.trim_start().starts_with("<row "));

    let comments = rows.filter_map(|row| {
        let attribute = |name: &str| {
            let (_, after) = row.split_once(&format!(" {name}=\""))?;
            Some(plain(after.split('"').next()?))
        };

        Some(Comment {
            text: attribute("Text")?,
            author: attribute("UserId"),
            article: attribute("PostId"),
            at: time(&attribute("CreationDate")?),
        })
    });

    Corpus {
        name: "beer.stackexchange",
        comments: comments.collect(),
    }
}

fn germeval(folder: &Path) -> Corpus {
    let content = content(folder, "germeval2018/germeval2018.test.txt");
    let texts = content.lines().filter_map(|line| line.split('\t').next());

    Corpus {
        name: "GermEval (German)",
        comments: texts.map(|text| Comment::undated(plain(text))).collect(),
    }
}

fn cold(folder: &Path) -> Corpus {
    let rows = table(&content(folder, "cold_zh/test.csv"));
    let texts = rows
        .into_iter()
        .skip(1)
        .filter_map(|row| row.into_iter().nth(5));

    Corpus {
        name: "COLD (Chinese)",
        comments: texts.map(Comment::undated).collect(),
    }
}

fn time(written: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(written, "%Y-%m-%dT%H:%M:%S%.f").ok()
}

fn content(folder: &Path, file: &str) -> String {
    let path = folder.join(file);

    fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// The rows of a CSV file (RFC 4180): fields between commas, in quotes if they contain commas,
/// quotes or line breaks.
fn table(content: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row) = (Vec::new(), Vec::new());
    let (mut field, mut quoted) = (String::new(), false);
    let mut characters = content.chars().peekable();

    while let Some(c) = characters.next() {
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => field.extend(characters.next()),
            '"' if quoted || field.is_empty() => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c => field.push(c),
        }
    }

    rows
}

/// The text as it was typed: without HTML tags, and with character references decoded.
fn plain(exported: &str) -> String {
    let mut text = String::new();
    let mut rest = exported;

    while let Some((before, (tag, after))) = rest
        .split_once('<')
        .and_then(|(before, tail)| Some((before, tail.split_once('>')?)))
    {
        text.push_str(before);
        text.push_str(if tag.starts_with("br") { "\n" } else { " " });
        rest = after;
    }
    text.push_str(rest);

    let references = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#xA;", "\n"),
        ("&amp;", "&"),
    ];
    let text = references
        .into_iter()
        .fold(text, |text, (name, sign)| text.replace(name, sign));

    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
        .to_owned()
}
