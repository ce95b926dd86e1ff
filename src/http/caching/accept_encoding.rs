//! The choice of a content coding by `Accept-Encoding` (RFC 9110, section 12.5.3).

use actix_web::dev::RequestHead;
use actix_web::http::header::{
    self, AcceptEncoding, ContentEncoding, Encoding, Preference, Quality, QualityItem,
    from_comma_delimited,
};

/// The best coding that the client accepts, and never one that it excludes. `*` alone prefers none
/// of ours, so the answer stays as it is.
pub(crate) fn accepted_coding(request: &RequestHead) -> ContentEncoding {
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return ContentEncoding::Identity;
    }

    let Ok(accepted) =
        from_comma_delimited::<_, Accepted>(request.headers().get_all(header::ACCEPT_ENCODING))
    else {
        return ContentEncoding::Identity;
    };

    let accepted = AcceptEncoding(accepted.into_iter().map(with_present_name).collect());
    let quality = |coding: Encoding| quality_of(&accepted.0, coding);
    let supported = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];

    match accepted.negotiate(supported.iter()) {
        Some(Encoding::Known(coding)) if coding != ContentEncoding::Identity => coding,
        _ if quality(Encoding::identity()) != Some(Quality::ZERO) => ContentEncoding::Identity,
        _ if quality(Encoding::brotli()) > Some(Quality::ZERO) => ContentEncoding::Brotli,
        _ if quality(Encoding::gzip()) > Some(Quality::ZERO) => ContentEncoding::Gzip,
        // The client excludes every coding: it gets the plain text (RFC 9110, section 12.5.3).
        _ => ContentEncoding::Identity,
    }
}

type Accepted = QualityItem<Preference<Encoding>>;

/// `x-gzip` is an older name of gzip (RFC 9110, section 8.4.1.3).
fn with_present_name(accepted: Accepted) -> Accepted {
    match &accepted.item {
        Preference::Specific(Encoding::Unknown(name)) if name.eq_ignore_ascii_case("x-gzip") => {
            Accepted::new(Preference::Specific(Encoding::gzip()), accepted.quality)
        }
        _ => accepted,
    }
}

/// The quality that the client gives to a coding by its name, or else by `*`.
fn quality_of(accepted: &[Accepted], coding: Encoding) -> Option<Quality> {
    let of = |preference| {
        accepted
            .iter()
            .find(|one| one.item == preference)
            .map(|one| one.quality)
    };

    of(Preference::Specific(coding)).or_else(|| of(Preference::Any))
}
