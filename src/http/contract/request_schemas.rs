//! Which fields may a request body have? Those that its schema names and no others:
//! `extract::decode` refuses the rest, so the document says `additionalProperties: false`.
//! Responses stay open: more may come within version 1.

use std::collections::BTreeSet;

use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Schema, SchemaType, Type};
use utoipa::openapi::{Components, RefOr};

/// Closes the schemas of all request bodies, with whatever they refer to. A type that is both sent
/// and returned has to stand `inline` in its request body, since its named schema belongs to the
/// responses.
pub fn close<'a>(operations: impl Iterator<Item = &'a mut Operation>, components: &mut Components) {
    let mut named = Vec::new();
    for body in operations.filter_map(|operation| own(operation.request_body.as_mut()?)) {
        for schema in body
            .content
            .values_mut()
            .filter_map(|content| own(content)?.schema.as_mut())
        {
            close_one(schema, &mut named);
        }
    }
    let mut closed = BTreeSet::new();
    while let Some(name) = named.pop() {
        if let Some(schema) = components.schemas.get_mut(&name)
            && closed.insert(name)
        {
            close_one(schema, &mut named);
        }
    }
}

/// What stands here itself: bodies and their contents are nowhere referred to by name.
fn own<T>(here: &mut RefOr<T>) -> Option<&mut T> {
    match here {
        RefOr::T(own) => Some(own),
        RefOr::Ref(_) => None,
    }
}

/// Closes every object in a schema, and notes which schemas it refers to by name.
fn close_one(schema: &mut RefOr<Schema>, named: &mut Vec<String>) {
    match schema {
        RefOr::Ref(reference) => {
            named.extend(
                reference
                    .ref_location
                    .strip_prefix("#/components/schemas/")
                    .map(str::to_owned),
            );
        }
        RefOr::T(Schema::Object(object)) => {
            if is_object(&object.schema_type) {
                object.additional_properties =
                    Some(Box::new(AdditionalProperties::FreeForm(false)));
            }
            object
                .properties
                .values_mut()
                .for_each(|property| close_one(property, named));
        }
        RefOr::T(Schema::Array(array)) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                close_one(items, named);
            }
        }
        RefOr::T(Schema::OneOf(choices)) => {
            choices.items.iter_mut().for_each(|it| close_one(it, named))
        }
        RefOr::T(Schema::AnyOf(choices)) => {
            choices.items.iter_mut().for_each(|it| close_one(it, named))
        }
        RefOr::T(Schema::AllOf(parts)) => {
            parts.items.iter_mut().for_each(|it| close_one(it, named))
        }
        RefOr::T(_) => {}
    }
}

fn is_object(kind: &SchemaType) -> bool {
    match kind {
        SchemaType::Type(kind) => *kind == Type::Object,
        SchemaType::Array(kinds) => kinds.contains(&Type::Object),
        SchemaType::AnyValue => false,
    }
}
