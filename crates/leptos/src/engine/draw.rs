//! Views on the screen: drawn anew or onto what the server has sent, and brought up to date.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element as Tag, Event, Node};

use super::{
    Listener, Markup, Parts, Read, Value,
    bind::{Binding, Set, bind, bind_text, is_written, set_attribute, set_text, ticks},
    document,
    place::Place,
    slices::{Filling, end_slice, report},
};

/// What stands on the screen for a [`Markup`].
pub(crate) enum Drawn {
    Element(Box<DrawnElement>),
    Inert(&'static str, Node),
    Text(Node, #[expect(dead_code, reason = "the binding ends when it is dropped")] Option<Binding>),
    Many(Vec<Drawn>),
    /// The content, and a comment behind it, so that an empty region has a place, too.
    Region(Binding, Content, Node),
}

/// What stands in a region. Nothing while it is being brought up to date.
type Content = Rc<RefCell<Option<Drawn>>>;

/// What is listened for, and what hears it.
type Hearing = (&'static str, Closure<dyn FnMut(Event)>);

pub(crate) struct DrawnElement {
    tag: &'static str,
    node: Tag,
    dress: Dress,
    html: Option<String>,
    /// Nothing beside `html`.
    children: Rc<Filling>,
}

/// The attributes and listeners of an element.
#[derive(Default)]
struct Dress {
    attributes: Vec<(&'static str, Set)>,
    listeners: Vec<Hearing>,
}

/// Draws at `place`.
pub(crate) fn draw(markup: Markup, place: &Place) -> Drawn {
    match markup {
        Markup::Element(element) => Drawn::Element(Box::new(draw_element(*element.0, place))),
        Markup::Inert(text, parse) => Drawn::Inert(text, place.inert(text, parse)),
        Markup::Text(text) => {
            let node = place.text();
            set_text(&node, &text);
            Drawn::Text(node, None)
        }
        Markup::Words(read) => {
            let node = place.text();
            let binding = bind_text(&node, read);
            Drawn::Text(node, Some(binding))
        }
        Markup::Many(items) => Drawn::Many(items.into_iter().map(|item| draw(item, place)).collect()),
        Markup::Region(read) => {
            let end: Node = document().create_comment("").into();
            let (effect, content) = draw_region(read, Some(place.clone()), end.clone(), None);
            place.put(&end);
            place.ends_text();
            Drawn::Region(effect, content, end)
        }
    }
}

fn draw_element(element: Parts, place: &Place) -> DrawnElement {
    let class = match element.attributes.first() {
        Some(("class", Value::Fixed(class))) => class.as_deref(),
        _ => None,
    };
    let (node, served) = place.element(element.tag, element.language, class);
    let dress = dress(&node, served, Dress::default(), element.attributes, element.listeners);
    let children = match &element.html {
        Some(html) => {
            if !served {
                node.set_inner_html(html);
            }
            Rc::default()
        }
        None => {
            let inner: Node = node.clone().into();
            let first = inner.first_child().filter(|_| served);
            Filling::of(element.children, Place::new(inner, first, served))
        }
    };
    DrawnElement { tag: element.tag, node, dress, html: element.html, children }
}

fn draw_region(mut read: Read<Markup>, mut place: Option<Place>, end: Node, old: Option<Drawn>) -> (Binding, Content) {
    let content = Rc::new(RefCell::new(old));
    let within = Rc::clone(&content);
    let effect = Binding::boxed(Box::new(move || {
        let markup = read.ask();
        let old = within.take();
        let drawn = match (old, place.take()) {
            (Some(old), _) => match end.parent_node() {
                Some(parent) => update(old, markup, &parent, Some(&end)),
                None => old,
            },
            (None, place) => {
                let place = place.unwrap_or_else(Place::nowhere);
                if place.is_served() {
                    end_slice();
                }
                draw(markup, &place)
            }
        };
        within.replace(Some(drawn));
    }));
    (effect, content)
}

/// Makes what is drawn say `markup`. What differs in kind is drawn anew, in `parent` before
/// `before`.
fn update(old: Drawn, markup: Markup, parent: &Node, before: Option<&Node>) -> Drawn {
    match (old, markup) {
        (Drawn::Text(node, _), Markup::Text(text)) => {
            set_text(&node, &text);
            Drawn::Text(node, None)
        }
        (Drawn::Text(node, _), Markup::Words(read)) => {
            let binding = bind_text(&node, read);
            Drawn::Text(node, Some(binding))
        }
        (Drawn::Inert(old, node), Markup::Inert(new, _)) if old == new => Drawn::Inert(old, node),
        (Drawn::Many(old), Markup::Many(new)) => Drawn::Many(update_list(old, new, parent, before)),
        (Drawn::Region(effect, content, end), Markup::Region(read)) => {
            drop(effect);
            let (effect, content) = draw_region(read, None, end.clone(), content.take());
            Drawn::Region(effect, content, end)
        }
        (Drawn::Element(old), Markup::Element(new)) if old.is_like(&new.0) => {
            Drawn::Element(Box::new(update_element(*old, *new.0)))
        }
        (old, markup) => {
            old.detach();
            draw(markup, &Place::new(parent.clone(), before.cloned(), false))
        }
    }
}

fn update_element(old: DrawnElement, new: Parts) -> DrawnElement {
    let node = old.node;
    let dress = dress(&node, false, old.dress, new.attributes, new.listeners);
    if old.html != new.html {
        node.set_inner_html(new.html.as_deref().unwrap_or_default());
    }
    if new.html.is_none() {
        old.children.update(new.children, &node);
    }
    DrawnElement { tag: new.tag, node, dress, html: new.html, children: old.children }
}

/// Gives an element its attributes and listeners, in the place of those that it had: none, or as many.
#[inline(never)]
fn dress(
    node: &Tag,
    served: bool,
    old: Dress,
    attributes: Vec<(&'static str, Value)>,
    listeners: Vec<(&'static str, Listener)>,
) -> Dress {
    // What its reader has ticked, unticked or written since it was served stays so, and is reported below.
    let is_heard = served && !listeners.is_empty();
    let [is_ticked, was_ticked] = if is_heard { ticks(node) } else { [false; 2] };
    let is_written = is_heard && is_written(node);
    let is_readers = is_ticked != was_ticked || is_written;
    let mut old_attributes = old.attributes.into_iter();
    let attributes = attributes.into_iter().map(|(name, value)| {
        let old = old_attributes.next();
        match (&old, &value) {
            (Some((_, Set::Fixed(old))), Value::Fixed(new)) if old == new => {}
            // What its reader has unfolded or folded since stays so, too.
            _ if served && name == "open" => {}
            (_, Value::Fixed(new)) => set_attribute(node, name, new.as_deref()),
            _ => {}
        }
        drop(old);
        (name, bind(node, is_readers, name, value))
    });
    let attributes = attributes.collect();
    for (name, heard) in &old.listeners {
        let _ = node.remove_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
    }
    let listeners = listeners.into_iter().map(|(name, hear)| (name, listen(node, name, hear))).collect();
    if is_ticked && !was_ticked {
        report(node, "change");
    }
    if is_written {
        report(node, "input");
    }
    Dress { attributes, listeners }
}

/// From the last to the first, since each is to stand before the one that follows it.
pub(super) fn update_list(
    mut old: Vec<Drawn>,
    mut new: Vec<Markup>,
    parent: &Node,
    before: Option<&Node>,
) -> Vec<Drawn> {
    while old.len() > new.len() {
        if let Some(surplus) = old.pop() {
            surplus.detach();
        }
    }
    let place = Place::new(parent.clone(), before.cloned(), false);
    let added = new.split_off(old.len()).into_iter().map(|markup| draw(markup, &place));
    let mut drawn: Vec<Drawn> = added.collect();
    drawn.reverse();
    let mut before = drawn.iter().rev().find_map(Drawn::first_node).or(before.cloned());
    for (old, markup) in old.into_iter().zip(new).rev() {
        let updated = update(old, markup, parent, before.as_ref());
        before = updated.first_node().or(before);
        drawn.push(updated);
    }
    drawn.reverse();
    drawn
}

impl DrawnElement {
    /// Whether `new` differs in values only.
    fn is_like(&self, new: &Parts) -> bool {
        self.tag == new.tag
            && self.html.is_some() == new.html.is_some()
            && self.dress.attributes.len() == new.attributes.len()
            && self.dress.attributes.iter().zip(&new.attributes).all(|((a, _), (b, _))| a == b)
    }
}

impl Drawn {
    /// The first of its nodes, if it has any.
    fn first_node(&self) -> Option<Node> {
        match self {
            Self::Element(element) => Some(element.node.clone().into()),
            Self::Text(node, _) | Self::Inert(_, node) => Some(node.clone()),
            Self::Many(items) => items.iter().find_map(Self::first_node),
            Self::Region(_, content, end) => {
                content.borrow().as_ref().and_then(Self::first_node).or_else(|| Some(end.clone()))
            }
        }
    }

    /// Calls `act` with each outermost node, in order.
    fn each_node(&self, act: &dyn Fn(&Node)) {
        match self {
            Self::Element(element) => act(&element.node),
            Self::Text(node, _) | Self::Inert(_, node) => act(node),
            Self::Many(items) => items.iter().for_each(|item| item.each_node(act)),
            Self::Region(_, content, end) => {
                if let Some(content) = &*content.borrow() {
                    content.each_node(act);
                }
                act(end);
            }
        }
    }

    /// Takes its nodes out of the document.
    pub(crate) fn detach(&self) {
        self.each_node(&|node| {
            if let Some(parent) = node.parent_node() {
                let _ = parent.remove_child(node);
            }
        });
    }
}

fn listen(node: &Tag, name: &str, hear: Listener) -> Closure<dyn FnMut(Event)> {
    let heard = Closure::wrap(hear as Box<dyn FnMut(Event)>);
    let _ = node.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
    heard
}
