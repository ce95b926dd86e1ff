//! The sites: list them, make one, change how one presents itself.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get, patch, post};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::db::sites::site::SiteRow;
use crate::domain::page::PageRequest;
use crate::domain::refusal::{Invalid, Refusal};
use crate::domain::rights::{Admin, Moderator};
use crate::domain::site::SiteName;
use crate::domain::site_profile::{Locale, SiteTitle, Theme};
use crate::error::Result;
use crate::flows::idempotency::{Idempotent, Reply};
use crate::flows::sites::profile::{
    SiteChange, SiteCorrection, change_site, create_site, read_site, read_sites,
};
use crate::http::contract::parameters::IdempotencyKeyInHeader;
use crate::http::extract::actor::By;
use crate::http::extract::body::Body;
use crate::http::extract::command::{Authorised, Command};
use crate::http::extract::limited::Metered;
use crate::http::extract::path::Path;
use crate::http::extract::query::Query;
use crate::http::problem::Problem;
use crate::http::problem::docs::problems;
use crate::http::quotas::Administration;
use crate::http::reply::cursor::CursorSeal;
use crate::http::reply::idempotent::{encode, request_key, respond};
use crate::http::reply::page::{Limit, Page};
use crate::http::state::HttpState;
use crate::http::v1::sites::views::{Site, ThemeDocument, example_site};

/// Which page of the sites.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SitesQuery {
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A new site.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(super) struct NewSite {
    /// Its name in requests: a host name or a word. It never changes.
    #[schema(pattern = "^[a-z0-9][a-z0-9._-]*$", max_length = 100, example = "blog")]
    site: String,
    /// Its name for people, 1 to 100 characters as readers count them. Default: `site`.
    #[schema(min_length = 1)]
    name: Option<String>,
    /// The web origins whose pages may call the API and register themselves, as scheme, host and
    /// port; no patterns. Default: none.
    #[schema(max_items = 100, example = json!(["https://blog.example.org"]))]
    origins: Option<Vec<String>>,
    /// A language tag (BCP 47). Default: en.
    #[schema(
        pattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        max_length = 35,
        example = "en"
    )]
    locale: Option<String>,
    #[schema(inline)]
    theme: Option<ThemeDocument>,
}

/// A change of a site. An absent field stays as it is; a new theme replaces the present one.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub(super) struct SitePatch {
    /// The version that you have read. If the site has another one by now, the answer is 409.
    #[schema(minimum = 1)]
    version: i32,
    #[schema(min_length = 1)]
    name: Option<String>,
    #[schema(max_items = 100)]
    origins: Option<Vec<String>>,
    #[schema(pattern = "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length = 35)]
    locale: Option<String>,
    #[schema(inline)]
    theme: Option<ThemeDocument>,
}

problems!(ListSitesProblems = STORED, TOKEN, LIST);
problems!(GetSiteProblems = STORED, TOKEN, [NotFound]);
problems!(
    CreateSiteProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    IDEMPOTENT,
    [AlreadyExists]
);
problems!(
    UpdateSiteProblems = STORED,
    TOKEN,
    BODY,
    LIMITED,
    [NotFound, VersionConflict]
);

/// List sites
///
/// All sites, the oldest first. Moderators may read the list, to choose a site; one site and all changes are
/// for admins.
#[utoipa::path(
    operation_id = "list_sites",
    tag = "administration",
    security(("moderator_token" = [])),
    params(SitesQuery),
    responses(
        (status = 200, description = "A page of sites.", body = Page<Site>,
            example = json!({"items": [example_site()], "next_cursor": null})),
        ListSitesProblems,
    ),
)]
#[get("/v1/admin/sites")]
pub(crate) async fn list_sites(
    request: HttpRequest,
    state: Data<HttpState>,
    authorised: Authorised<Moderator, Query<SitesQuery>>,
) -> Result<HttpResponse, Problem> {
    let Query(query) = authorised.input;
    let list = CursorSeal::new(&state.app.secrets, "sites", "");
    let wanted = PageRequest {
        after: list.open_id(query.cursor.as_deref())?,
        limit: query.limit.into(),
    };

    let page = read_sites(&state.app, &authorised.actor, wanted).await?;
    let items = page.items.iter().map(Site::from).collect();

    Page {
        items,
        next_cursor: page.next.map(|last| list.seal_id(last.0)),
    }
    .respond(&request)
}

/// Read a site
///
/// The site as it is now. Its rules are its policy: `GET /v1/admin/sites/{site}/policy`.
#[utoipa::path(
    operation_id = "get_site",
    tag = "administration",
    security(("moderator_token" = [])),
    params(("site" = String, Path, description = "The site's name.", example = "default")),
    responses(
        (status = 200, description = "The site.", body = Site, example = json!(example_site())),
        GetSiteProblems,
    ),
)]
#[get("/v1/admin/sites/{site}")]
pub(crate) async fn get_site(
    state: Data<HttpState>,
    By(admin): By<Admin>,
    Path(site_name): Path<String>,
) -> Result<HttpResponse, Problem> {
    let site = read_site(&state.app, &admin, &site_name).await?;

    Ok(HttpResponse::Ok().json(Site::from(&site)))
}

/// Create a site
///
/// Its policy holds every comment for a moderator, and lets the pages of its origins register
/// themselves (`pages.registration: "listed_origins"`).
#[utoipa::path(
    operation_id = "create_site",
    tag = "administration",
    security(("moderator_token" = [])),
    params(IdempotencyKeyInHeader),
    request_body(content = NewSite, example = json!({
        "site": "blog", "name": "Notes on Sleep", "origins": ["https://blog.example.org"],
    })),
    responses(
        (status = 201, description = "The new site. `Location` names it.", body = Site,
            headers(("Location" = String, description = "The path of the site.")),
            example = json!(example_site())),
        CreateSiteProblems,
    ),
)]
#[post("/v1/admin/sites")]
pub(crate) async fn create_new_site(
    state: Data<HttpState>,
    command: Command<Metered<Admin, Administration>, NewSite>,
) -> Result<HttpResponse, Problem> {
    let Metered(admin, _) = command.actor;
    let scope = format!("create_site {:?}", admin.id());
    let key = request_key(command.key, scope, command.body.request_hash);
    let body = command.body.value;

    let name = SiteName::parse(&body.site, "/site");
    let change = change(body.name, body.origins, body.locale, body.theme);
    let (name, change) = match (name, change) {
        (Ok(name), Ok(change)) => (name, change),
        (name, change) => {
            let faults = name
                .err()
                .into_iter()
                .chain(change.err().into_iter().flatten());
            return Err(Refusal::Invalid(faults.collect()).into());
        }
    };

    let idempotent = Idempotent {
        key,
        encode: &encode_site,
    };
    respond(create_site(&state.app, &admin, name, change, idempotent).await?)
}

/// Change a site
///
/// Send the version that you have read. New origins hold at once, on all instances within a moment;
/// they are a new version of the policy, too.
#[utoipa::path(
    operation_id = "update_site",
    tag = "administration",
    security(("moderator_token" = [])),
    params(("site" = String, Path, description = "The site's name.", example = "default")),
    request_body(content = SitePatch, example = json!({
        "version": 1, "name": "Notes on Sleep", "theme": {"accent": "#1f6f78"},
    })),
    responses(
        (status = 200, description = "The site after the change.", body = Site,
            example = json!(example_site())),
        UpdateSiteProblems,
    ),
)]
#[patch("/v1/admin/sites/{site}")]
pub(crate) async fn update_site(
    state: Data<HttpState>,
    Path(site_name): Path<String>,
    authorised: Authorised<Metered<Admin, Administration>, Body<SitePatch>>,
) -> Result<HttpResponse, Problem> {
    let Authorised {
        actor: Metered(admin, _),
        input: body,
    } = authorised;
    let body = body.value;
    let change = change(body.name, body.origins, body.locale, body.theme);
    let correction = SiteCorrection {
        site_name,
        version: body.version,
        change: change.map_err(Refusal::Invalid)?,
    };

    let site = change_site(&state.app, &admin, correction).await?;

    Ok(HttpResponse::Ok().json(Site::from(&site)))
}

fn encode_site(row: &SiteRow) -> Result<Reply> {
    let location = format!("/v1/admin/sites/{}", row.name);

    encode(StatusCode::CREATED, Some(location), &Site::from(row))
}

/// Parses the fields that are given, and reports all that must change at once.
fn change(
    name: Option<String>,
    origins: Option<Vec<String>>,
    locale: Option<String>,
    theme: Option<ThemeDocument>,
) -> Result<SiteChange, Vec<Invalid>> {
    let title = name.map(|name| SiteTitle::parse(&name, "/name"));
    let locale = locale.map(|locale| Locale::parse(&locale, "/locale"));
    let theme = theme.map(|theme| {
        let scheme = theme.scheme.into();
        Theme::parse(theme.accent.as_deref(), scheme, "/theme/accent")
    });

    match (title.transpose(), locale.transpose(), theme.transpose()) {
        (Ok(title), Ok(locale), Ok(theme)) => Ok(SiteChange {
            title,
            origins,
            locale,
            theme,
        }),
        (title, locale, theme) => {
            let faults = [title.err(), locale.err(), theme.err()];
            Err(faults.into_iter().flatten().collect())
        }
    }
}
