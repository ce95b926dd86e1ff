//! Texts in gzip and br. Equal texts have equal bytes, and a public text is encoded once.

use std::io::{self, Write};
use std::sync::LazyLock;

use actix_web::http::header::ContentEncoding;
use actix_web::web::{self, Bytes};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use quick_cache::sync::Cache;

use crate::error::{Error, Result};

/// The encoded forms of public texts, by the ETag of the form. An ETag identifies its bytes, so a
/// kept form is never outdated.
pub struct Codings(Option<Cache<String, Bytes, Weigh>>);

#[derive(Debug, Clone)]
struct Weigh;

/// The bytes that the cache and the allocator need for an entry, besides its key and value.
const OVERHEAD: usize = 256;
/// The usual size of an entry, for the initial capacity only.
const USUAL_FORM: u64 = 2 * 1024;

/// How much work a form is worth.
#[derive(Debug, Clone, Copy)]
struct Levels {
    gzip: Compression,
    brotli: i32,
}

/// The levels above which pages hardly become smaller.
const USUAL: Levels = Levels {
    gzip: Compression::new(6),
    brotli: 5,
};
/// The smallest forms, for texts that are encoded once and sent for as long as the process lives.
const SMALLEST: Levels = Levels {
    gzip: Compression::new(9),
    brotli: 11,
};
/// More forms than the program has files.
const MOST_FORMS: usize = 1_000;

/// The forms of texts that are part of the program, by their ETags.
static FORMS: LazyLock<Cache<String, Bytes>> = LazyLock::new(|| Cache::new(MOST_FORMS));

impl quick_cache::Weighter<String, Bytes> for Weigh {
    fn weight(&self, tag: &String, form: &Bytes) -> u64 {
        u64::try_from(2 * tag.len() + form.len() + OVERHEAD).unwrap_or(u64::MAX)
    }
}

impl Codings {
    /// Keeps up to so many bytes; 0 keeps nothing.
    pub fn new(bytes: u64) -> Self {
        let items = usize::try_from(bytes / USUAL_FORM).unwrap_or(usize::MAX);

        Self((bytes > 0).then(|| Cache::with_weighter(items, bytes, Weigh)))
    }

    /// The number of bytes kept now.
    pub fn bytes(&self) -> u64 {
        self.0.as_ref().map_or(0, Cache::weight)
    }

    /// The form with that ETag, if it is kept.
    pub fn cached(&self, tag: &str) -> Option<Bytes> {
        self.0.as_ref().and_then(|kept| kept.get(tag))
    }

    /// The form of a public text in that coding, whose ETag is `tag`.
    ///
    /// # Errors
    /// Those of [`encode`].
    pub async fn form(&self, tag: &str, text: &Bytes, coding: ContentEncoding) -> Result<Bytes> {
        match &self.0 {
            Some(kept) => match kept.get(tag) {
                Some(form) => Ok(form),
                None => kept.get_or_insert_async(tag, encode(text, coding)).await,
            },
            None => encode(text, coding).await,
        }
    }
}

/// The bytes of `text` in that coding; the text itself for an unsupported one.
///
/// # Errors
/// `Internal` if the encoder fails.
pub async fn encode(text: &Bytes, coding: ContentEncoding) -> Result<Bytes> {
    encode_at(USUAL, text, coding).await
}

/// The smallest form of a text that is part of the program, whose ETag in that coding is `tag`. It
/// is made at the first request, and kept.
///
/// # Errors
/// As [`encode`].
pub(crate) async fn encode_once(tag: &str, text: &Bytes, coding: ContentEncoding) -> Result<Bytes> {
    FORMS
        .get_or_insert_async(tag, encode_at(SMALLEST, text, coding))
        .await
}

async fn encode_at(levels: Levels, text: &Bytes, coding: ContentEncoding) -> Result<Bytes> {
    let text = text.clone();

    // On another thread, since the worker serves other connections.
    let encoding = web::block(move || encode_now(levels, text, coding)).await;

    encoding
        .map_err(|fault| Error::internal("an encoder", fault))?
        .map_err(|fault| Error::internal("an encoder", fault))
}

fn encode_now(levels: Levels, text: Bytes, coding: ContentEncoding) -> io::Result<Bytes> {
    match coding {
        ContentEncoding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), levels.gzip);
            encoder.write_all(&text)?;

            Ok(encoder.finish()?.into())
        }
        ContentEncoding::Brotli => {
            let parameters = BrotliEncoderParams {
                quality: levels.brotli,
                size_hint: text.len(),
                ..Default::default()
            };
            let mut form = Vec::new();
            brotli::BrotliCompress(&mut text.as_ref(), &mut form, &parameters)?;

            Ok(form.into())
        }
        _ => Ok(text),
    }
}
