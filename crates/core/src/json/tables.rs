//! A type's reader as a table of what the type consists of.
//!
//! serde's derive makes a state machine for each type, which weighs on every reader
//! (`docs/adr/0007-json-by-the-browser.md`). These macros make a line of calls; a table that lacks a member does not
//! compile. They are for this module alone: what the types mean is not said here.

/// Objects of the contract. What stands behind the semicolon may be left out, and then is its type's default; an
/// `Option` may be left out wherever it stands. Members that are not in the table are passed over, since the
/// contract may grow. A member of another name in Rust says its JSON name: `kind: "type"`.
macro_rules! members {
    ($(
        $kind:ident {
            $($member:ident $(: $name:literal)?),+
            $(; $($optional:ident $(: $optional_name:literal)?),+)?
        }
    )*) => {$(
        impl $crate::json::node::Decode for $kind {
            fn read(node: &$crate::json::node::Node<'_>) -> Self {
                let read = Self {
                    $($member: node.member(member_name!($member $($name)?)),)+
                    $($($optional: Default::default(),)+)?
                };
                $(
                    let mut read = read;
                    $(node.member_into(member_name!($optional $($optional_name)?), &mut read.$optional);)+
                )?
                read
            }
        }
    )*};
}

/// Objects that people write by hand: what is left out is as by default, and a member that is not in the table is
/// taken for a slip, and refused.
macro_rules! settings {
    ($($kind:ident { $($member:ident $(: $name:literal)?),+ })*) => {$(
        impl $crate::json::node::Decode for $kind {
            fn read(node: &$crate::json::node::Node<'_>) -> Self {
                node.only(&[$(member_name!($member $($name)?)),+]);
                let mut read = Self::default();
                $(node.member_into(member_name!($member $($name)?), &mut read.$member);)+
                read
            }
        }
    )*};
}

/// Types that are one of several words. Any other word is what stands behind the semicolon; where nothing does, it
/// is a fault.
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
