//! Macros that generate a type's reader from a table of its members.
//!
//! serde's derive generates a state machine for each type, which is large in the WASM
//! (`docs/adr/0007-json-by-the-browser.md`). These macros generate a sequence of calls; a table that lacks a member
//! does not compile. For this module only.

/// Objects of the contract. What stands behind the semicolon may be left out, and then is its type's default; an
/// `Option` may be left out wherever it stands. Members that are not in the table are passed over, since the
/// contract may grow. A member of another name in Rust says its JSON name: `kind: "type"`.
///
/// What stands behind a second semicolon may be left out as well, and is of polls that are not plain
/// ([`crate::kinds`]).
macro_rules! members {
    ($(
        $kind:ident {
            $($member:ident $(: $name:literal)?),+
            $(; $($optional:ident $(: $optional_name:literal)?),* $(; $($beyond:ident),+)?)?
        }
    )*) => {$(
        impl $crate::json::node::Decode for $kind {
            fn read(node: &$crate::json::node::Node<'_>) -> Self {
                let read = Self {
                    $($member: node.member(member_name!($member $($name)?)),)+
                    $(
                        $($optional: node.member_or_default(member_name!($optional $($optional_name)?)),)*
                        $($($beyond: Default::default(),)+)?
                    )?
                };
                $($(
                    let mut read = read;
                    if $crate::kinds::every_kind() {
                        $(read.$beyond = node.member_or_default(stringify!($beyond));)+
                    }
                    node.only_plain(&[$(stringify!($beyond)),+]);
                )?)?
                read
            }
        }
    )*};
}

/// Objects that people write by hand: what is left out is as by default, and a member that is not in the table is
/// taken for a typing error, and refused. A member may have a second name: `features: "comforts" | "features"`.
macro_rules! settings {
    ($($kind:ident { $($member:ident $(: $name:literal $(| $alias:literal)?)?),+ })*) => {$(
        impl $crate::json::node::Decode for $kind {
            fn read(node: &$crate::json::node::Node<'_>) -> Self {
                node.only(&[$(member_name!($member $($name)?) $($(, $alias)?)?),+]);
                let mut read = Self::default();
                $(
                    node.member_into(member_name!($member $($name)?), &mut read.$member);
                    $($(node.member_into($alias, &mut read.$member);)?)?
                )+
                read
            }
        }
    )*};
}

/// Enums without data: one JSON string for each variant. Any other string becomes the variant after the semicolon;
/// where there is none, it is a fault.
macro_rules! words {
    ($($kind:ident { $first:ident: $first_word:literal $(, $value:ident: $word:literal)* $(; $other:ident)? })*) => {$(
        impl $crate::json::node::Decode for $kind {
            fn read(node: &$crate::json::node::Node<'_>) -> Self {
                let read = node.word_of(&[($first_word, Self::$first) $(, ($word, Self::$value))*]);
                read.unwrap_or_else(|| words!(@other node $first $($other)?))
            }
        }
    )*};
    (@other $node:ident $first:ident $other:ident) => { Self::$other };
    (@other $node:ident $first:ident) => {{
        $node.blame();
        Self::$first
    }};
}

/// What a member is called in JSON.
macro_rules! member_name {
    ($member:ident $name:literal) => {
        $name
    };
    ($member:ident) => {
        stringify!($member)
    };
}
