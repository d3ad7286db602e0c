//! Where the next node of a drawing goes: a new one in a given place, or the one that the server
//! has sent and that stands there already.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::JsCast;
use web_sys::{Element as Tag, Node};

use super::{Language, Parse, document};

/// Where the next node goes, or where it stands already.
#[derive(Clone)]
pub(crate) struct Place {
    parent: Node,
    next: Rc<RefCell<Option<Node>>>,
    /// Whether the nodes are there, sent by the server.
    served: bool,
    /// Whether the last node was a text: `text` has put a comment behind it.
    after_text: Rc<Cell<bool>>,
}

impl Place {
    pub(crate) fn new(parent: Node, next: Option<Node>, served: bool) -> Self {
        Self { parent, next: Rc::new(RefCell::new(next)), served, after_text: Rc::default() }
    }

    /// Outside of the document, until the nodes are moved into it.
    pub(super) fn nowhere() -> Self {
        Self::new(document().create_document_fragment().into(), None, false)
    }

    /// Takes the next node if it is of this type. Before an element, comments are passed over, and texts go: nobody
    /// has taken them.
    fn take(&self, wanted: u16) -> Option<Node> {
        let mut next = self.next.borrow_mut();
        while let Some(node) = next.clone().filter(|_| self.served) {
            let kind = node.node_type();
            if kind == wanted {
                *next = node.next_sibling();
                return Some(node);
            }
            if wanted != Node::ELEMENT_NODE || kind == Node::ELEMENT_NODE {
                return None;
            }
            *next = node.next_sibling();
            if kind == Node::TEXT_NODE {
                let _ = self.parent.remove_child(&node);
            }
        }
        None
    }

    /// Whether the nodes are there.
    pub(super) fn is_served(&self) -> bool {
        self.served
    }

    pub(super) fn put(&self, node: &Node) {
        let _ = self.parent.insert_before(node, self.next.borrow().as_ref());
    }

    /// Nothing more is drawn here: what is left of what the server has sent goes.
    pub(crate) fn close(&self) {
        let mut left = self.next.take().filter(|_| self.served);
        while let Some(node) = left {
            left = node.next_sibling();
            let _ = self.parent.remove_child(&node);
        }
    }

    /// The next text has no text before it.
    pub(super) fn ends_text(&self) {
        self.after_text.set(false);
    }

    /// The text node of this place.
    pub(super) fn text(&self) -> Node {
        if self.after_text.replace(true) {
            self.take(Node::COMMENT_NODE);
        }
        self.take(Node::TEXT_NODE).unwrap_or_else(|| {
            let node: Node = document().create_text_node("").into();
            self.put(&node);
            node
        })
    }

    /// The inert element of this place. One that differs from what the server has sent is put before it.
    pub(super) fn inert(&self, text: &str, parse: Parse) -> Node {
        self.after_text.set(false);
        let wanted = parse(&self.parent, text);
        if let Some(node) = self.take(Node::ELEMENT_NODE) {
            if node.is_equal_node(Some(&wanted)) {
                return node;
            }
            *self.next.borrow_mut() = Some(node);
        }
        self.put(&wanted);
        wanted
    }

    /// The element of this place, and whether the server has sent it. One of another class is another element.
    pub(super) fn element(&self, tag: &'static str, language: Language, class: Option<&str>) -> (Tag, bool) {
        self.after_text.set(false);
        if let Some(node) = self.take(Node::ELEMENT_NODE) {
            let node: Tag = node.unchecked_into();
            if node.local_name() == tag && (class.is_none() || node.get_attribute("class").as_deref() == class) {
                return (node, true);
            }
            // Not what the same components have drawn on the server, which had another configuration: this one's is
            // drawn anew.
            *self.next.borrow_mut() = Some(node.into());
        }
        let namespace = match language {
            Language::Html => "http://www.w3.org/1999/xhtml",
            Language::Svg => "http://www.w3.org/2000/svg",
        };
        let node = document().create_element_ns(Some(namespace), tag).unwrap_or_else(|_| no_view());
        self.put(&node);
        (node, false)
    }
}

/// The element that `view!` has written as this text, of HTML or of SVG like its parent.
pub(crate) fn parse(parent: &Node, text: &str) -> Node {
    let node = || {
        let range = document().create_range().ok()?;
        range.select_node_contents(parent).ok()?;
        range.create_contextual_fragment(text).ok()?.first_child()
    };
    node().unwrap_or_else(|| no_view())
}

#[cold]
fn no_view() -> ! {
    panic!("`view!` writes elements rightly")
}
