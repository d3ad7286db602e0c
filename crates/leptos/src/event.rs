//! The events that `on:` hears, by their names, each with the type that its handler is given. A name that is not
//! here does not compile, be it misspelt or an event of one's own.

use wasm_bindgen::JsCast;
pub use web_sys::{
    AnimationEvent, CompositionEvent, DragEvent, Event, FocusEvent, InputEvent, KeyboardEvent, MouseEvent,
    PointerEvent, SubmitEvent, TouchEvent, TransitionEvent, WheelEvent,
};

/// An event by its name.
pub trait EventDescriptor {
    /// What a handler is given.
    type EventType: JsCast;
    /// The name that the browser knows.
    const NAME: &'static str;
}

macro_rules! events {
    ($($kind:ident: $($name:ident)+;)*) => {$($(
        #[doc = concat!("The event `", stringify!($name), "`.")]
        #[derive(Clone, Copy, Debug)]
        #[allow(non_camel_case_types, reason = "named as the browser names it")]
        pub struct $name;

        impl EventDescriptor for $name {
            type EventType = $kind;
            const NAME: &'static str = stringify!($name);
        }
    )+)*};
}

events! {
    AnimationEvent: animationcancel animationend animationiteration animationstart;
    CompositionEvent: compositionend compositionstart compositionupdate;
    DragEvent: drag dragend dragenter dragleave dragover dragstart drop;
    Event: beforetoggle canplay canplaythrough change close cuechange durationchange emptied ended error formdata input
        invalid load loadeddata loadedmetadata loadstart pause play playing progress ratechange reset resize scroll
        scrollend seeked seeking select selectionchange slotchange stalled suspend timeupdate toggle volumechange waiting;
    FocusEvent: blur focus focusin focusout;
    InputEvent: beforeinput;
    KeyboardEvent: keydown keypress keyup;
    MouseEvent: auxclick click contextmenu dblclick mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup;
    PointerEvent: gotpointercapture lostpointercapture pointercancel pointerdown pointerenter pointerleave pointermove
        pointerout pointerover pointerup;
    SubmitEvent: submit;
    TouchEvent: touchcancel touchend touchmove touchstart;
    TransitionEvent: transitioncancel transitionend transitionrun transitionstart;
    WheelEvent: wheel;
}

/// Whether the box or radio that an event is about is ticked.
pub fn event_target_checked(event: &Event) -> bool {
    target::<web_sys::HtmlInputElement>(event).is_some_and(|field| field.checked())
}

/// The text in the field that an event is about.
pub fn event_target_value(event: &Event) -> String {
    // A text area and a list of options have the same property.
    target::<web_sys::HtmlInputElement>(event).map(|field| field.value()).unwrap_or_default()
}

/// What an event is about, as what its handler knows it to be.
fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.target().map(JsCast::unchecked_into)
}
