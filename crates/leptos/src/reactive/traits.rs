//! How signals are read and set, under the names that Leptos has for it.

/// Looks at the value without cloning it, and tracks it.
pub trait With: WithUntracked {
    /// Hands the value to `look`.
    fn with<U>(&self, look: impl FnOnce(&Self::Value) -> U) -> U;
}

/// Looks at the value without cloning it, and tracks nothing.
pub trait WithUntracked {
    /// What it holds.
    type Value;

    /// Hands the value to `look`.
    fn with_untracked<U>(&self, look: impl FnOnce(&Self::Value) -> U) -> U;
}

/// Clones the value, and tracks it.
pub trait Get: With<Value: Clone> {
    /// A clone of the value.
    fn get(&self) -> Self::Value {
        self.with(Clone::clone)
    }
}

impl<S: With<Value: Clone>> Get for S {}

/// Clones the value, and tracks nothing.
pub trait GetUntracked: WithUntracked<Value: Clone> {
    /// A clone of the value.
    fn get_untracked(&self) -> Self::Value {
        self.with_untracked(Clone::clone)
    }
}

impl<S: WithUntracked<Value: Clone>> GetUntracked for S {}

/// Changes the value.
pub trait Update {
    /// What it holds.
    type Value;

    /// Hands the value to `change`, and tells everybody who has read it.
    fn update(&self, change: impl FnOnce(&mut Self::Value));
}

/// Sets the value.
pub trait Set: Update {
    /// Sets the value, and tells everybody who has read it.
    fn set(&self, value: Self::Value) {
        self.update(|old| *old = value);
    }
}

impl<S: Update> Set for S {}
