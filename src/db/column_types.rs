//! The column types of the domain: how ids, names, policies and salts are stored.
//!
//! A column that holds something else than its type allows is a fault of the database, so reading
//! it fails the statement.

use std::error::Error;
use std::io::Write as _;

use chrono::{DateTime, Utc};
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Double, Integer, Jsonb, Nullable, SingleValue, SmallInt, Text,
    Timestamptz, Uuid as SqlUuid,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::audit::AuditKind;
use crate::domain::event::EventKind;
use crate::domain::group_state::GroupState;
use crate::domain::ids::{
    ArticleId, CommentId, DecisionId, DuplicateGroupId, ModeratorId, ReportId, SessionId, SiteId,
};
use crate::domain::page_address::AddressKey;
use crate::domain::page_rules::PageRules;
use crate::domain::policy::Policy;
use crate::domain::pseudonym::SiteSalt;
use crate::domain::role::Role;
use crate::domain::site_profile::Theme;
use crate::domain::status::Status;

/// A value whose SQL type is known from its Rust type, for statements written by hand.
pub trait ColumnValue {
    type Sql: Send + 'static;
}

/// Derives Diesel's expression traits for a type of another room, as a column of that SQL type.
macro_rules! column {
    ($type:ident as $sql:ident) => {
        const _: () = {
            #[derive(AsExpression, FromSqlRow)]
            #[diesel(foreign_derive, sql_type = $sql)]
            #[expect(dead_code, reason = "Diesel derives for the field's type")]
            struct Column($type);
        };

        impl ColumnValue for $type {
            type Sql = $sql;
        }
    };
}

macro_rules! ids {
    ($($id:ident),+ $(,)?) => {$(
        column!($id as SqlUuid);

        impl ToSql<SqlUuid, Pg> for $id {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                ToSql::<SqlUuid, Pg>::to_sql(&self.0, out)
            }
        }

        impl FromSql<SqlUuid, Pg> for $id {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                <Uuid as FromSql<SqlUuid, Pg>>::from_sql(value).map(Self)
            }
        }
    )+};
}

macro_rules! names {
    ($($name:ident),+ $(,)?) => {$(
        column!($name as Text);

        impl ToSql<Text, Pg> for $name {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                out.write_all(self.as_str().as_bytes())?;
                Ok(IsNull::No)
            }
        }

        impl FromSql<Text, Pg> for $name {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                let name = std::str::from_utf8(value.as_bytes())?;
                Self::parse(name).ok_or_else(|| unknown(stringify!($name), name))
            }
        }
    )+};
}

ids![
    ArticleId,
    CommentId,
    DecisionId,
    DuplicateGroupId,
    ModeratorId,
    ReportId,
    SessionId,
    SiteId
];
names![AuditKind, EventKind, GroupState, Role, Status];
column!(Policy as Jsonb);
column!(SiteSalt as Binary);
column!(PageRules as Jsonb);
column!(FormerPageRules as Jsonb);
column!(Theme as Jsonb);
column!(AddressKey as Binary);

/// The page rules of former policies of a site, the latest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerPageRules(pub(crate) Vec<PageRules>);

/// A document that is stored as JSON. An older row takes the defaults of fields that it lacks.
macro_rules! documents {
    ($($document:ident),+ $(,)?) => {$(
        impl FromSql<Jsonb, Pg> for $document {
            fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
                let json = <Value as FromSql<Jsonb, Pg>>::from_sql(value)?;
                Ok(serde_json::from_value(json)?)
            }
        }

        impl ToSql<Jsonb, Pg> for $document {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                let json = serde_json::to_value(self)?;
                ToSql::<Jsonb, Pg>::to_sql(&json, &mut out.reborrow())
            }
        }
    )+};
}

documents![FormerPageRules, PageRules, Policy, Theme];

impl FromSql<Binary, Pg> for AddressKey {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::new(value.as_bytes().try_into()?))
    }
}

impl ToSql<Binary, Pg> for AddressKey {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<Binary, Pg> for SiteSalt {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self::new(value.as_bytes().try_into()?))
    }
}

impl ToSql<Binary, Pg> for SiteSalt {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Binary, Pg>::to_sql(self.as_bytes(), out)
    }
}

fn unknown(kind: &str, name: &str) -> Box<dyn Error + Send + Sync> {
    format!("{name:?} is no {kind}").into()
}

macro_rules! plain {
    ($($type:ty as $sql:ty),+ $(,)?) => {$(
        impl ColumnValue for $type {
            type Sql = $sql;
        }
    )+};
}

plain![
    bool as Bool,
    i16 as SmallInt,
    i32 as Integer,
    i64 as BigInt,
    f64 as Double,
    &str as Text,
    String as Text,
    Uuid as SqlUuid,
    DateTime<Utc> as Timestamptz,
    Value as Jsonb,
    &[u8] as Binary,
    Vec<u8> as Binary,
];

impl<T: ColumnValue> ColumnValue for &T {
    type Sql = T::Sql;
}

impl<T: ColumnValue<Sql: SingleValue>> ColumnValue for Option<T> {
    type Sql = Nullable<T::Sql>;
}

impl<T: ColumnValue> ColumnValue for Vec<T> {
    type Sql = Array<T::Sql>;
}

impl<T: ColumnValue> ColumnValue for &[T] {
    type Sql = Array<T::Sql>;
}
