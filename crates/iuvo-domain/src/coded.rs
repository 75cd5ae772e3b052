//! Kinds that are stored and shown by a code of their own.

/// Declares a kind whose variants have stable codes.
macro_rules! coded {
    (
        $(#[$kind_doc:meta])+
        $kind:ident;
        $($(#[$doc:meta])+ $name:ident = $code:literal;)+
    ) => {
        $(#[$kind_doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $kind {
            $($(#[$doc])+ $name,)+
        }

        impl $kind {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// Its stable code.
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code),+
                }
            }

            /// Reads the stable code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.code() == code)
            }
        }
    };
}
pub(crate) use coded;
