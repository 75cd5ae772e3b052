//! The macros behind the tables. What they generate is one line per field: all that can be said
//! in a function is in the functions they call.

/// A struct and its elements. See the parent module for how a field is written.
macro_rules! record {
    (
        $(#[$meta:meta])*
        $visibility:vis struct $name:ident {
            $(
                $(#[$field_meta:meta])*
                $field_visibility:vis $field:ident : $type:ty
                    $(= $element:literal $(/ $inner:literal)?)?
            ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        $visibility struct $name {
            $($(#[$field_meta])* $field_visibility $field: $type,)*
        }

        impl $crate::record::Group for $name {
            fn read(
                reader: &mut $crate::record::Reader<'_>,
            ) -> Result<Self, $crate::record::DecodeError> {
                Ok(Self {
                    $($field: record!(@read reader, $type $(, $element $(, $inner)?)?)?,)*
                })
            }

            fn write(&self, writer: &mut $crate::record::Writer) {
                $(record!(@write writer, &self.$field, $type $(, $element $(, $inner)?)?);)*
            }

            fn knows(name: &str) -> bool {
                false $(|| record!(@knows name, $type $(, $element $(, $inner)?)?))*
            }

            fn particles(schema: &mut $crate::record::Schema) -> String {
                [$(record!(@particle schema, $type $(, $element $(, $inner)?)?)),*].concat()
            }
        }

        impl $crate::record::Value for $name {
            fn decode(
                element: $crate::gate::Element<'_>,
            ) -> Result<Self, $crate::record::DecodeError> {
                $crate::record::decode_group(element)
            }

            fn encode(&self, writer: &mut $crate::record::Writer) {
                $crate::record::Group::write(self, writer);
            }

            fn type_name(schema: &mut $crate::record::Schema) -> String {
                schema.sequence(
                    stringify!($name),
                    <Self as $crate::record::Group>::particles,
                )
            }
        }
    };

    (@read $reader:ident, $type:ty) => {
        <$type as $crate::record::Group>::read($reader)
    };
    (@read $reader:ident, $type:ty, $element:literal) => {
        <$type as $crate::record::Field>::read($reader, $element)
    };
    (@read $reader:ident, $type:ty, $outer:literal, $inner:literal) => {
        $crate::record::read_wrapped::<$type>($reader, $outer, $inner)
    };

    (@write $writer:ident, $field:expr, $type:ty) => {
        <$type as $crate::record::Group>::write($field, $writer)
    };
    (@write $writer:ident, $field:expr, $type:ty, $element:literal) => {
        <$type as $crate::record::Field>::write($field, $writer, $element)
    };
    (@write $writer:ident, $field:expr, $type:ty, $outer:literal, $inner:literal) => {
        $writer.element($outer, |writer| {
            <$type as $crate::record::Field>::write($field, writer, $inner)
        })
    };

    (@knows $name:ident, $type:ty) => {
        <$type as $crate::record::Group>::knows($name)
    };
    (@knows $name:ident, $type:ty, $element:literal $(, $inner:literal)?) => {
        $name == $element
    };

    (@particle $schema:ident, $type:ty) => {
        <$type as $crate::record::Group>::particles($schema)
    };
    (@particle $schema:ident, $type:ty, $element:literal) => {
        <$type as $crate::record::Field>::particle($schema, $element)
    };
    (@particle $schema:ident, $type:ty, $outer:literal, $inner:literal) => {{
        let particle = <$type as $crate::record::Field>::particle($schema, $inner);
        $crate::record::wrapper($outer, &particle)
    }};
}

/// An enum of which exactly one element stands on the wire.
macro_rules! choice {
    (
        $(#[$meta:meta])*
        $visibility:vis enum $name:ident {
            $(#[$first_meta:meta])*
            $first:ident($first_type:ty) = $first_element:literal,
            $($(#[$variant_meta:meta])* $variant:ident($type:ty) = $element:literal),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        $visibility enum $name {
            $(#[$first_meta])*
            $first($first_type),
            $($(#[$variant_meta])* $variant($type),)+
        }

        impl $crate::record::Group for $name {
            fn read(
                reader: &mut $crate::record::Reader<'_>,
            ) -> Result<Self, $crate::record::DecodeError> {
                $(
                    if reader.is_next($element) {
                        return <$type as $crate::record::Field>::read(reader, $element)
                            .map(Self::$variant);
                    }
                )+
                // The one that is named when neither is there.
                <$first_type as $crate::record::Field>::read(reader, $first_element)
                    .map(Self::$first)
            }

            fn write(&self, writer: &mut $crate::record::Writer) {
                use $crate::record::Field;
                match self {
                    Self::$first(value) => Field::write(value, writer, $first_element),
                    $(Self::$variant(value) => Field::write(value, writer, $element),)+
                }
            }

            fn knows(name: &str) -> bool {
                name == $first_element $(|| name == $element)+
            }

            fn particles(schema: &mut $crate::record::Schema) -> String {
                let particles = [
                    <$first_type as $crate::record::Field>::particle(schema, $first_element),
                    $(<$type as $crate::record::Field>::particle(schema, $element),)+
                ];
                format!("<xsd:choice>{}</xsd:choice>", particles.concat())
            }
        }
    };
}

/// An enum whose values are words of the protocol.
macro_rules! codes {
    (
        $(#[$meta:meta])*
        $visibility:vis enum $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $code:literal),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        $visibility enum $name {
            $($(#[$variant_meta])* $variant,)+
        }

        impl $name {
            /// The word of the protocol.
            $visibility const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }
        }

        impl $crate::record::Scalar for $name {
            fn parse_text(text: &str) -> Result<Self, $crate::record::DecodeReason> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::record::DecodeReason::NotAllowed {
                        allowed: concat!($($code, " "),+).trim_ascii_end(),
                    }),
                }
            }

            fn to_text(&self) -> std::borrow::Cow<'_, str> {
                self.as_str().into()
            }

            fn type_name(schema: &mut $crate::record::Schema) -> String {
                schema.restriction(
                    stringify!($name),
                    "xsd:string",
                    &[$(("enumeration", $code)),+],
                )
            }
        }
    };
}

pub(crate) use {choice, codes, record};
