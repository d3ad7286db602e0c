//! Markup as a Leptos view, so that it is mounted, hydrated and rendered like any other, and
//! components that return it stand in any `view!`.

use leptos::tachys::{
    html::attribute::{Attribute, any_attribute::AnyAttribute},
    hydration::Cursor,
    renderer::types,
    view::{Mountable, Position, PositionState, Render, RenderHtml, add_attr::AddAnyAttr},
};

use super::{
    Markup,
    browser::{Drawn, draw},
    place::Place,
    text,
};

impl Render for Markup {
    type State = Drawn;

    fn build(self) -> Drawn {
        draw(self, &Place::nowhere())
    }

    fn rebuild(self, state: &mut Drawn) {
        let mut old = std::mem::replace(state, self.build());
        old.insert_before_this(state);
        old.unmount();
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        self.detach();
    }

    fn mount(&mut self, parent: &types::Element, marker: Option<&types::Node>) {
        self.move_to(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let Some(first) = self.first_node() else { return false };
        let Some(parent) = first.parent_element() else { return false };
        child.mount(&parent, Some(&first));
        true
    }

    fn elements(&self) -> Vec<types::Element> {
        Vec::new()
    }
}

/// Attributes spread onto a component from outside are not for these views.
impl AddAnyAttr for Markup {
    type Output<NewAttr: Attribute> = Self;

    fn add_any_attr<NewAttr: Attribute>(self, _attr: NewAttr) -> Self {
        self
    }
}

impl RenderHtml for Markup {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        _position: &mut Position,
        _escape: bool,
        _mark_branches: bool,
        _extra_attrs: Vec<AnyAttribute>,
    ) {
        text::write(self, buf, &mut false);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Drawn {
        let is_first = position.get() == Position::FirstChild;
        draw(self, &Place::served(&cursor.current(), is_first))
    }

    fn into_owned(self) -> Self {
        self
    }
}
