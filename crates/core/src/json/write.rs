//! Writes JSON: the bodies of requests, and the outbox's mutations.

use hustings_wire::{digits::digits, write_in::own_words};

use crate::{
    kinds::every_kind,
    model::outbox::{Intent, Mutation, Target},
};

/// The body of a vote; for no options that of an abstention.
pub fn vote_request(options: &[String]) -> String {
    if every_kind() && options.is_empty() {
        return "{\"abstain\":true}".to_owned();
    }
    let words = |element| own_words(element).filter(|_| every_kind());
    let mut json = "{\"options\":".to_owned();
    put_list(&mut json, options.iter().filter(|element| words(element).is_none()));
    if let Some(words) = options.iter().find_map(|element| words(element)) {
        json.push_str(",\"write_in\":");
        put_text(&mut json, words);
    }
    json.push('}');
    json
}

/// The body of a rating.
pub fn rating_request(stars: u8) -> String {
    let mut json = "{\"stars\":".to_owned();
    json.push_str(&digits(stars.into()));
    json.push('}');
    json
}

/// A mutation to be kept.
pub fn mutation(mutation: &Mutation) -> String {
    let mut json = "{\"id\":".to_owned();
    json.push_str(&digits(mutation.id));
    let (kind, name) = match &mutation.target {
        Target::Poll(id) => ("poll", id),
        Target::Rating(slug) => ("rating", slug),
    };
    json.push_str(",\"target\":{\"");
    json.push_str(kind);
    json.push_str("\":");
    put_text(&mut json, name);
    json.push_str("},\"wish\":");
    match &mutation.intent {
        Intent::Vote(options) => {
            json.push_str("{\"vote\":");
            put_list(&mut json, options.iter());
            json.push('}');
        }
        Intent::Stars(stars) => {
            json.push_str("{\"stars\":");
            json.push_str(&digits((*stars).into()));
            json.push('}');
        }
        Intent::Withdraw => json.push_str("\"withdraw\""),
    }
    if !mutation.sub.is_empty() {
        json.push_str(",\"sub\":");
        put_text(&mut json, &mutation.sub);
    }
    json.push('}');
    json
}

fn put_list<'a>(json: &mut String, texts: impl Iterator<Item = &'a String>) {
    json.push('[');
    for (index, text) in texts.enumerate() {
        if index > 0 {
            json.push(',');
        }
        put_text(json, text);
    }
    json.push(']');
}

/// RFC 8259, section 7: what must be escaped is, and nothing else.
fn put_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                json.push('\\');
                json.push(character);
            }
            '\0'..='\x1f' => {
                let hex = |digit: u32| char::from_digit(digit, 16).unwrap_or('0');
                json.push_str("\\u00");
                json.push(hex(character as u32 >> 4));
                json.push(hex(character as u32 & 15));
            }
            _ => json.push(character),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use hustings_wire::{RatingRequest, VoteRequest};

    use super::*;
    use crate::json::decode;

    #[test]
    fn what_is_written_is_what_serde_reads() {
        let options = ["a", "quote \" and \\", "line\nbreak \u{1f} ، б"].map(str::to_owned).to_vec();
        let read: VoteRequest = serde_json::from_str(&vote_request(&options)).expect("a vote");
        assert_eq!(read, VoteRequest { options, write_in: None, abstain: false });
        let read: VoteRequest = serde_json::from_str(&vote_request(&[])).expect("an abstention");
        assert_eq!(read, VoteRequest { options: Vec::new(), write_in: None, abstain: true });
        let own = ["a", "_other:my \"own\": words"].map(str::to_owned);
        let read: VoteRequest = serde_json::from_str(&vote_request(&own)).expect("an answer in own words");
        let write_in = Some("my \"own\": words".to_owned());
        assert_eq!(read, VoteRequest { options: vec!["a".to_owned()], write_in, abstain: false });
        let read: RatingRequest = serde_json::from_str(&rating_request(4)).expect("a rating");
        assert_eq!(read.stars, 4);
    }

    #[test]
    fn mutations_are_written_as_serde_writes_them_and_read_back() {
        let (poll, rating) = (Target::Poll("p-1".to_owned()), Target::Rating("night-trains".to_owned()));
        let wanted = [
            (poll.clone(), Intent::Vote(vec!["a".to_owned(), "b\"".to_owned()])),
            (poll.clone(), Intent::Vote(vec!["a".to_owned(), "_other:my \"own\" words".to_owned()])),
            (poll.clone(), Intent::Vote(Vec::new())),
            (poll, Intent::Withdraw),
            (rating.clone(), Intent::Stars(5)),
            (rating, Intent::Withdraw),
        ];
        for (target, intent) in wanted {
            for sub in ["", "reader \"7\""] {
                let (target, intent) = (target.clone(), intent.clone());
                let wanted = Mutation { id: 17, target, intent, sub: sub.to_owned(), made_at: None };
                let json = mutation(&wanted);
                assert_eq!(json, serde_json::to_string(&wanted).expect("serialises"));
                assert_eq!(decode(&json), Ok(wanted));
            }
        }
    }
}
