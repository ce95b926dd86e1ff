//! The files that browsers load: the scripts, styles and pages of `src/web/`, as parts of the
//! program. A debug build reads them from the disk, so that a change needs no build.

use std::borrow::Cow;

use actix_web::http::header::ContentEncoding;
use actix_web::web::Bytes;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::{Embed, EmbeddedFile};
use sha2::{Digest, Sha256};

/// The folder `src/web/`.
#[derive(Embed)]
#[folder = "src/web"]
struct Sources;

/// A file as it is served.
pub(super) struct WebFile {
    pub bytes: Bytes,
    pub media_type: &'static str,
    /// Identifies the bytes. An ETag without its quotes.
    identity: String,
}

/// The folders of one face, under one address with one hash over all of them: its modules find each
/// other by relative paths, and no file has to be rewritten.
pub(super) struct Bundle {
    /// Where the face is served, without the hash.
    address: &'static str,
    /// What comes before the path of a file below the hash.
    root: &'static str,
    folders: &'static [&'static str],
}

/// The thread on other people's pages.
pub(super) const EMBED: Bundle = Bundle {
    address: "/embed",
    root: "embed/",
    folders: &["embed/"],
};

/// The moderators' console.
pub(super) const CONSOLE: Bundle = Bundle {
    address: "/console/assets",
    root: "",
    folders: &["console/", "shared/"],
};

/// The pages that the service renders.
pub(super) const PAGES: Bundle = Bundle {
    address: "/pages",
    root: "",
    folders: &["pages/", "shared/"],
};

/// The bytes of a digest that a hash shows. They tell the few versions of a face apart that are in
/// use at a time.
const HASH_BYTES: usize = 12;
const HASH_LENGTH: usize = 16;

impl Bundle {
    /// The address of all files with their present contents, without a trailing slash.
    pub(super) fn address(&self) -> String {
        format!("{}/{}", self.address, self.hash())
    }

    /// The hash over the present contents of all files.
    pub(super) fn hash(&self) -> String {
        let mut names: Vec<Cow<'_, str>> =
            Sources::iter().filter(|name| self.contains(name)).collect();
        names.sort_unstable();

        let mut digest = Sha256::new();
        for name in names {
            digest.update(name.as_bytes());
            digest.update([0]);
            if let Some(file) = Sources::get(&name) {
                digest.update(file.metadata.sha256_hash());
            }
        }

        short(&digest.finalize())
    }

    /// The file at this path below the hash.
    pub(super) fn find(&self, path: &str) -> Option<WebFile> {
        let name = format!("{}{path}", self.root);
        let media_type = media_type_of(&name)?;
        let file = self.contains(&name).then(|| Sources::get(&name))??;

        Some(WebFile::new(file, media_type))
    }

    /// The paths of the module at this path and of all that it imports, each once. A browser that
    /// knows all of them asks for all at once.
    pub(super) fn imports_of(&self, entry: &str) -> Vec<String> {
        let mut found = vec![entry.to_owned()];
        let mut read = 0;

        while let Some(file) = found.get(read).map(|path| self.find(path)) {
            let text = file.map(|file| String::from_utf8_lossy(&file.bytes).into_owned());
            for path in imported(&text.unwrap_or_default()) {
                if !found.contains(&path) {
                    found.push(path);
                }
            }
            read += 1;
        }

        found
    }

    fn contains(&self, name: &str) -> bool {
        let is_inside = self.folders.iter().any(|folder| name.starts_with(folder));

        is_inside && !name.split('/').any(|part| part.starts_with('.'))
    }
}

impl WebFile {
    fn new(file: EmbeddedFile, media_type: &'static str) -> Self {
        Self {
            identity: short(&file.metadata.sha256_hash()),
            media_type,
            bytes: match file.data {
                // Part of the program: each answer shares it.
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => Bytes::from(bytes),
            },
        }
    }

    /// A file that is made of others.
    pub(super) fn made(text: String, media_type: &'static str) -> Self {
        Self {
            identity: short(&Sha256::digest(text.as_bytes())),
            media_type,
            bytes: Bytes::from(text),
        }
    }

    /// The strong ETag of the file in this coding.
    pub(super) fn tag(&self, coding: ContentEncoding) -> String {
        match coding {
            ContentEncoding::Identity => format!("\"{}\"", self.identity),
            coded => format!("\"{}-{}\"", self.identity, coded.as_str()),
        }
    }
}

/// Whether a text has the form of a hash.
pub(super) fn is_hash(text: &str) -> bool {
    let is_known = |it: u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';

    text.len() == HASH_LENGTH && text.bytes().all(is_known)
}

/// The text of the page with this name; pages are at no address of a bundle.
pub(super) fn page(name: &str) -> Option<String> {
    let file = Sources::get(name)?;

    String::from_utf8(file.data.into_owned()).ok()
}

pub(super) const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

fn media_type_of(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;

    match extension {
        "js" => Some(JAVASCRIPT),
        "css" => Some("text/css; charset=utf-8"),
        "svg" => Some("image/svg+xml"),
        _ => None,
    }
}

/// The modules beside this one that its text imports before it runs. `import(..)`, which runs later,
/// is none of them.
fn imported(text: &str) -> impl Iterator<Item = String> {
    let starts = ["from \"./", "import \"./"];
    let paths = starts
        .into_iter()
        .flat_map(|start| text.split(start).skip(1));

    paths
        .filter_map(|rest| rest.split_once('"'))
        .map(|(path, _)| path.to_owned())
        .filter(|path| path.ends_with(".js"))
}

fn short(digest: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(digest.get(..HASH_BYTES).unwrap_or(digest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_imports_before_a_module_runs_are_found() {
        let text = "import { a,\n b } from \"./a.js\";\nimport \"./b.js\";\nexport * from \"./c/d.js\";\n\
            await import(\"./later.js\");\nimport data from \"./words.json\";\nimport x from \"../out.js\";";

        let found: Vec<String> = imported(text).collect();

        assert_eq!(found, ["a.js", "c/d.js", "b.js"]);
    }

    #[test]
    fn a_bundle_has_the_files_of_its_folders_and_nothing_else() {
        assert!(EMBED.find("embed.js").is_some());
        assert!(CONSOLE.find("console/console.js").is_some());

        for path in [
            "../console/console.js",
            "embed/embed.js",
            "",
            "/etc/passwd",
            ".x.js",
        ] {
            assert!(EMBED.find(path).is_none(), "{path}");
        }
        for path in ["embed/embed.js", "console/index.html", "console/"] {
            assert!(CONSOLE.find(path).is_none(), "{path}");
        }
    }

    #[test]
    fn an_address_has_a_hash() {
        let address = EMBED.address();

        let hash = address.strip_prefix("/embed/").unwrap();
        assert!(is_hash(hash), "{hash}");
        for other in ["", "short", "0123456789abcde/", "0123456789abcdefg"] {
            assert!(!is_hash(other), "{other}");
        }
    }
}
