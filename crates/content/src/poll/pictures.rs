//! The pictures of options: which file, and what is to be seen in it.

use std::collections::BTreeMap;

use hustings_domain::{OptionDefinition, OptionPicture};

use crate::{
    fields::{At, Fields},
    poll_pictures::PicturesOfPoll,
    publication::plain,
    source::Source,
};

/// Digits of the file's hash that a URL has.
const VERSION_DIGITS: usize = 16;

/// The pictures of the options of one poll.
pub(super) struct OptionPictures<'a> {
    source: &'a Source,
    pictures: &'a PicturesOfPoll<'a>,
    /// Where their files are named, by option.
    places: BTreeMap<String, usize>,
}

impl<'a> OptionPictures<'a> {
    /// None yet, of the poll in this source.
    pub(super) fn new(source: &'a Source, pictures: &'a PicturesOfPoll<'a>) -> Self {
        Self { source, pictures, places: BTreeMap::new() }
    }

    /// Reads `image` and [options.alt] of the option `id` in `entry`.
    pub(super) fn read(&mut self, entry: &Fields<'_>, id: &str, languages: &[String]) -> Option<OptionPicture> {
        let file = entry.text("image", 200);
        let alt = plain(entry.by_language("alt", languages, 300));
        let Some(At { value: file, at }) = file else {
            if entry.has("alt") {
                let message = "[options.alt] says what a picture shows; name its file as `image`, or take it out";
                self.source.error(entry.at(), message);
            }
            return None;
        };
        self.places.insert(id.to_owned(), at);
        if !entry.has("alt") {
            let message =
                "[options.alt] is missing; say in every language what the picture shows, for those who do not see it";
            self.source.error(at, message);
        }
        let found = self.pictures.find(&file).map_err(|message| self.source.error(at, message)).ok();
        found.map(|(picture, hash)| {
            let url = format!("{}?v={}", picture.url, &hash.text()[..VERSION_DIGITS]);
            OptionPicture { url, width: picture.width, height: picture.height, hash, alt }
        })
    }

    /// That every option has a picture where one has, all of one shape: else some would stand out, or show less of themselves.
    pub(super) fn check_alike(&self, options: &[(OptionDefinition, usize)]) {
        if self.places.is_empty() {
            return;
        }
        for (OptionDefinition { id, .. }, at) in options {
            if !self.places.contains_key(id) {
                let message =
                    format!("the option `{id}` has no `image`, but others do; give it one, or take theirs out");
                self.source.error(*at, message);
            }
        }
        let mut pictures = options.iter().filter_map(|(option, _)| Some((&option.id, option.picture.as_ref()?)));
        let Some((first, measure)) = pictures.next() else { return };
        for (id, picture) in pictures.filter(|(_, picture)| !have_one_shape(measure, picture)) {
            let message = format!(
                "the picture of `{id}` has {} by {} pixels, another shape than that of `{first}` with {} by {}; cut both alike",
                picture.width, picture.height, measure.width, measure.height
            );
            self.source.error(self.place(id), message);
        }
    }

    /// Says of each of `others` that it was exchanged since readers have voted.
    pub(super) fn refuse(&self, others: &[String], revision: u32) {
        for id in others {
            let message = format!(
                "readers have voted with another picture of `{id}`, or with none; put that back, or give `wording_revision = {}` \
                 if the votes that they have cast shall count for this one; until then the poll is shown without pictures",
                revision + 1
            );
            self.source.refuse(self.place(id), message);
        }
    }

    fn place(&self, id: &str) -> usize {
        self.places.get(id).copied().unwrap_or(0)
    }
}

/// Whether two pictures have one aspect, as near as whole pixels can be.
fn have_one_shape(one: &OptionPicture, other: &OptionPicture) -> bool {
    let sides = [one.width, one.height, other.width, other.height].map(u64::from);
    let [width, height, other_width, other_height] = sides;
    (width * other_height).abs_diff(other_width * height) <= sides.into_iter().max().unwrap_or(0)
}
