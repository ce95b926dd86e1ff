//! In which coding does a client want an answer? The best of those that it names, and none that it
//! excludes.

use actix_web::dev::RequestHead;
use actix_web::http::header::{
    self, AcceptEncoding, ContentEncoding, Encoding, Preference, Quality, QualityItem,
    from_comma_delimited,
};

/// `*` alone makes none of ours better than none at all.
pub fn accepted_coding(request: &RequestHead) -> ContentEncoding {
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return ContentEncoding::Identity;
    }
    let Ok(accepted) =
        from_comma_delimited::<_, Accepted>(request.headers().get_all(header::ACCEPT_ENCODING))
    else {
        return ContentEncoding::Identity;
    };
    let accepted = AcceptEncoding(accepted.into_iter().map(by_its_name).collect());
    let quality = |coding: Encoding| quality_of(&accepted.0, coding);
    let supported = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
    match accepted.negotiate(supported.iter()) {
        Some(Encoding::Known(coding)) if coding != ContentEncoding::Identity => coding,
        _ if quality(Encoding::identity()) != Some(Quality::ZERO) => ContentEncoding::Identity,
        _ if quality(Encoding::brotli()) > Some(Quality::ZERO) => ContentEncoding::Brotli,
        _ if quality(Encoding::gzip()) > Some(Quality::ZERO) => ContentEncoding::Gzip,
        // Nothing that we have would do. Something is better than nothing (RFC 9110, 12.5.3).
        _ => ContentEncoding::Identity,
    }
}

type Accepted = QualityItem<Preference<Encoding>>;

/// `x-gzip` is gzip by an older name (RFC 9110, 8.4.1.3).
fn by_its_name(accepted: Accepted) -> Accepted {
    match &accepted.item {
        Preference::Specific(Encoding::Unknown(name)) if name.eq_ignore_ascii_case("x-gzip") => {
            Accepted::new(Preference::Specific(Encoding::gzip()), accepted.quality)
        }
        _ => accepted,
    }
}

/// What the client says of a coding: by its name, or else of all that it does not name.
fn quality_of(accepted: &[Accepted], coding: Encoding) -> Option<Quality> {
    let of = |what| {
        accepted
            .iter()
            .find(|one| one.item == what)
            .map(|one| one.quality)
    };
    of(Preference::Specific(coding)).or_else(|| of(Preference::Any))
}
