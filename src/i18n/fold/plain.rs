//! For native builds without the feature `ssr`, which render nothing: case alone.

/// Lower case, and `-` for what is neither letter, number nor space.
pub(super) fn simplify(text: &str) -> String {
    let mut simple = String::new();
    for character in text.to_lowercase().chars() {
        if character == ' ' || character.is_alphanumeric() {
            simple.push(character);
        } else if !simple.ends_with('-') {
            simple.push('-');
        }
    }
    simple
}
