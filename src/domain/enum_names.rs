//! Gives an enum its names in SQL, JSON and docs in one way.

/// Implements `ALL`, `as_str` and `parse` for enums that derive strum's `EnumString`,
/// `IntoStaticStr` and `VariantArray` with `serialize_all = "snake_case"` and `const_into_str`.
/// Stored rows and clients depend on the names: a variant may be renamed only with
/// `#[strum(serialize = "the_old_name")]`.
macro_rules! enum_names {
    ($($enum:ident),+ $(,)?) => {$(
        impl $enum {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

            /// The name in SQL, JSON and docs.
            pub const fn as_str(self) -> &'static str {
                self.into_str()
            }

            /// The variant of that name, or `None` for a name that this version does not know.
            pub fn parse(name: &str) -> Option<Self> {
                name.parse().ok()
            }
        }
    )+};
}

pub(crate) use enum_names;
