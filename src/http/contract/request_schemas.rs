//! Closes the schemas of request bodies: `extract::decode` refuses unknown fields, so the document
//! says `additionalProperties: false`. The schemas of responses stay open, because version 1 may
//! gain fields.

use std::collections::BTreeSet;

use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, Schema, SchemaType, Type};
use utoipa::openapi::{Components, RefOr};

/// Closes the schemas of all request bodies, and all schemas that they refer to.
///
/// A type that is both sent and returned must be `inline` in its request body, because its named
/// schema belongs to the responses.
pub(super) fn close<'a>(
    operations: impl Iterator<Item = &'a mut Operation>,
    components: &mut Components,
) {
    let mut named = Vec::new();
    for body in operations.filter_map(|operation| inline(operation.request_body.as_mut()?)) {
        let contents = body.content.values_mut();
        for schema in contents.filter_map(|content| inline(content)?.schema.as_mut()) {
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

/// The inline value. Request bodies and their contents are never references in this document.
fn inline<T>(schema: &mut RefOr<T>) -> Option<&mut T> {
    match schema {
        RefOr::T(value) => Some(value),
        RefOr::Ref(_) => None,
    }
}

/// Closes every object in a schema, and adds the schemas that it refers to by name to `named`.
fn close_one(schema: &mut RefOr<Schema>, named: &mut Vec<String>) {
    match schema {
        RefOr::Ref(reference) => {
            let name = reference.ref_location.strip_prefix("#/components/schemas/");
            named.extend(name.map(str::to_owned));
        }
        RefOr::T(Schema::Object(object)) => {
            // An object without properties is the second part of an `allOf`: its default.
            if is_object(&object.schema_type) && !object.properties.is_empty() {
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
