//! The elements of HTML and of SVG, each with the attributes that it may have: a name that is not here does not
//! compile. The list is that of the HTML standard without what is obsolete, and without what no page of an app has in
//! its body, such as `<script>` and `<style>`.

use crate::{attribute::AttributeValue, element::HtmlElement, engine::Language};

macro_rules! attributes {
    ($($name:ident $($text:literal)?),* $(,)?) => {$(
        #[doc = concat!("Sets the attribute `", attributes!(@ $name $($text)?), "`.")]
        #[must_use]
        #[inline(always)]
        pub fn $name(self, value: impl AttributeValue) -> Self {
            self.attr(attributes!(@ $name $($text)?), value)
        }
    )*};
    (@ $name:ident $text:literal) => { $text };
    (@ $name:ident) => { stringify!($name) };
}

macro_rules! elements {
    ($language:ident; $($tag:ident $kind:ident [$($name:ident $($text:literal)?),* $(,)?])*) => {$(
        #[doc = concat!("`<", stringify!($tag), ">`.")]
        #[inline(always)]
        pub fn $tag() -> HtmlElement<$kind> {
            HtmlElement::new(stringify!($tag), Language::$language)
        }

        #[doc = concat!("The kind of `<", stringify!($tag), ">`.")]
        pub struct $kind;

        impl HtmlElement<$kind> {
            attributes!($($name $($text)?),*);
        }
    )*};
}

/// What every element may have.
impl<E> HtmlElement<E> {
    attributes! {
        accesskey, autocapitalize, autofocus, contenteditable, dir, draggable, enterkeyhint, hidden, id, inert,
        inputmode, itemid, itemprop, itemref, itemscope, itemtype, lang, popover, role, slot, spellcheck, tabindex, title,
        translate,
        aria_activedescendant "aria-activedescendant", aria_atomic "aria-atomic", aria_autocomplete "aria-autocomplete",
        aria_busy "aria-busy", aria_checked "aria-checked", aria_colcount "aria-colcount", aria_controls "aria-controls",
        aria_current "aria-current", aria_describedby "aria-describedby", aria_description "aria-description",
        aria_details "aria-details", aria_disabled "aria-disabled", aria_errormessage "aria-errormessage",
        aria_expanded "aria-expanded", aria_haspopup "aria-haspopup", aria_hidden "aria-hidden",
        aria_invalid "aria-invalid", aria_keyshortcuts "aria-keyshortcuts", aria_label "aria-label",
        aria_labelledby "aria-labelledby", aria_level "aria-level", aria_live "aria-live", aria_modal "aria-modal",
        aria_multiline "aria-multiline", aria_multiselectable "aria-multiselectable",
        aria_orientation "aria-orientation", aria_owns "aria-owns", aria_placeholder "aria-placeholder",
        aria_posinset "aria-posinset", aria_pressed "aria-pressed", aria_readonly "aria-readonly",
        aria_relevant "aria-relevant", aria_required "aria-required", aria_roledescription "aria-roledescription",
        aria_rowcount "aria-rowcount", aria_selected "aria-selected", aria_setsize "aria-setsize", aria_sort "aria-sort",
        aria_valuemax "aria-valuemax", aria_valuemin "aria-valuemin", aria_valuenow "aria-valuenow",
        aria_valuetext "aria-valuetext",
    }
}

pub(crate) mod html {
    //! The elements of HTML.

    use super::{AttributeValue, HtmlElement, Language};

    elements! {
        Html;
        a A [download, href, hreflang, ping, referrerpolicy, rel, target, r#type "type"]
        abbr Abbr []
        address Address []
        article Article []
        aside Aside []
        audio Audio [autoplay, controls, crossorigin, r#loop "loop", muted, preload, src]
        b B []
        bdi Bdi []
        bdo Bdo []
        blockquote Blockquote [cite]
        br Br []
        button Button [
            command, commandfor, disabled, form, formaction, formenctype, formmethod, formnovalidate, formtarget, name,
            popovertarget, popovertargetaction, r#type "type", value,
        ]
        canvas Canvas [height, width]
        caption Caption []
        cite Cite []
        code Code []
        col Col [span]
        colgroup Colgroup [span]
        data Data [value]
        datalist Datalist []
        dd Dd []
        del Del [cite, datetime]
        details Details [name, open]
        dfn Dfn []
        dialog Dialog [closedby, open]
        div Div []
        dl Dl []
        dt Dt []
        em Em []
        fieldset Fieldset [disabled, form, name]
        figcaption Figcaption []
        figure Figure []
        footer Footer []
        form Form [accept_charset "accept-charset", action, autocomplete, enctype, method, name, novalidate, target]
        h1 H1 []
        h2 H2 []
        h3 H3 []
        h4 H4 []
        h5 H5 []
        h6 H6 []
        header Header []
        hgroup Hgroup []
        hr Hr []
        i I []
        iframe Iframe [allow, allowfullscreen, height, loading, name, referrerpolicy, sandbox, src, width]
        img Img [
            alt, crossorigin, decoding, elementtiming, fetchpriority, height, ismap, loading, referrerpolicy, sizes, src,
            srcset, usemap, width,
        ]
        input Input [
            accept, alt, autocomplete, capture, checked, dirname, disabled, form, formaction, formenctype, formmethod,
            formnovalidate, formtarget, height, list, max, maxlength, min, minlength, multiple, name, pattern, placeholder,
            popovertarget, popovertargetaction, readonly, required, size, src, step, r#type "type", value, width,
        ]
        ins Ins [cite, datetime]
        kbd Kbd []
        label Label [r#for "for", form]
        legend Legend []
        li Li [value]
        link Link [
            r#as "as", crossorigin, fetchpriority, href, hreflang, imagesizes, imagesrcset, integrity, media, rel,
            referrerpolicy, sizes, r#type "type",
        ]
        main Main []
        mark Mark []
        menu Menu []
        meter Meter [value, min, max, low, high, optimum, form]
        nav Nav []
        ol Ol [reversed, start, r#type "type"]
        optgroup Optgroup [disabled, label]
        option Option_ [disabled, label, selected, value]
        output Output [r#for "for", form, name]
        p P []
        picture Picture []
        pre Pre []
        progress Progress [max, value]
        q Q [cite]
        rp Rp []
        rt Rt []
        ruby Ruby []
        s S []
        samp Samp []
        search Search []
        section Section []
        select Select [autocomplete, disabled, form, multiple, name, required, size]
        small Small []
        source Source [src, r#type "type", srcset, sizes, media, height, width]
        span Span []
        strong Strong []
        sub Sub []
        summary Summary []
        sup Sup []
        table Table []
        tbody Tbody []
        td Td [colspan, headers, rowspan]
        textarea Textarea [
            autocomplete, cols, dirname, disabled, form, maxlength, minlength, name, placeholder, readonly, required, rows,
            wrap,
        ]
        tfoot Tfoot []
        th Th [abbr, colspan, headers, rowspan, scope]
        thead Thead []
        time Time [datetime]
        tr Tr []
        track Track [default, kind, label, src, srclang]
        u U []
        ul Ul []
        var Var []
        video Video [
            autoplay, controls, crossorigin, height, r#loop "loop", muted, playsinline, poster, preload, src, width,
        ]
        wbr Wbr []
    }
}

pub(crate) mod svg {
    //! The elements of SVG. Leptos' `view!` checks no names of their attributes.

    use super::{HtmlElement, Language};

    elements! {
        Svg;
        circle Circle []
        defs Defs []
        ellipse Ellipse []
        g G []
        line Line []
        path Path []
        polygon Polygon []
        polyline Polyline []
        rect Rect []
        svg Svg []
        text Text []
        tspan Tspan []
    }
}
