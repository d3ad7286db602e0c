//! What `view!` and `#[component]` need to join a component's name to its props, as `leptos::component` has it.

/// A function that is a component with props `P`.
pub trait Component<P> {}

/// The props of a component.
pub trait Props {
    /// What builds them.
    type Builder;

    /// A builder that knows none of them yet.
    fn builder() -> Self::Builder;
}

/// Props, or none.
#[doc(hidden)]
pub trait PropsOrNoPropsBuilder {
    type Builder;

    fn builder_or_not() -> Self::Builder;
}

/// The builder of no props.
#[doc(hidden)]
pub struct EmptyPropsBuilder {}

impl EmptyPropsBuilder {
    /// No props.
    pub fn build(self) {}
}

impl<P: Props> PropsOrNoPropsBuilder for P {
    type Builder = <P as Props>::Builder;

    #[inline(always)]
    fn builder_or_not() -> Self::Builder {
        Self::builder()
    }
}

impl PropsOrNoPropsBuilder for EmptyPropsBuilder {
    type Builder = Self;

    #[inline(always)]
    fn builder_or_not() -> Self {
        Self {}
    }
}

impl<F: FnOnce() -> R, R> Component<EmptyPropsBuilder> for F {}

impl<P: Props, F: FnOnce(P) -> R, R> Component<P> for F {}

/// The builder of the props of a component.
#[inline(always)]
pub fn component_props_builder<P: PropsOrNoPropsBuilder>(_component: &impl Component<P>) -> P::Builder {
    P::builder_or_not()
}

/// What a component makes of its props.
#[inline(always)]
pub fn component_view<P, V>(component: impl ComponentConstructor<P, V>, props: P) -> V {
    component.construct(props)
}

/// A component that can be called with its props.
#[doc(hidden)]
pub trait ComponentConstructor<P, V> {
    fn construct(self, props: P) -> V;
}

impl<F: FnOnce() -> V, V> ComponentConstructor<(), V> for F {
    #[inline(always)]
    fn construct(self, (): ()) -> V {
        self()
    }
}

impl<F: FnOnce(P) -> V, V, P: PropsOrNoPropsBuilder> ComponentConstructor<P, V> for F {
    #[inline(always)]
    fn construct(self, props: P) -> V {
        self(props)
    }
}
