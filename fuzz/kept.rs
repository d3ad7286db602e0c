//! Holds a law over the kept inputs of its target, and over inputs made of them: the part of fuzzing that runs with the
//! ordinary tests. Each crate with laws takes this file in.

use std::{env, fs, path::Path};

use proptest::{
    prelude::*,
    sample::{Index, select},
    test_runner::{Config, TestRunner},
};

/// Inputs that are made of the kept ones in one run, where [`MANY`] says nothing else.
const MADE: u32 = 256;
/// The variable that says how many are made.
const MANY: &str = "HUSTINGS_FUZZ_INPUTS";

/// Runs `law` over `fuzz/corpus/{target}/`, and over pieces of two kept inputs put together around bytes of chance.
///
/// # Panics
/// When the law does not hold, or nothing is kept.
pub(crate) fn holds(target: &str, law: fn(&[u8])) {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("fuzz/corpus"));
    let corpus = above.into_iter().find(|folder| folder.is_dir()).expect("the corpus of this repository");
    let folder = corpus.join(target);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut kept: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    kept.sort();
    assert!(!kept.is_empty(), "nothing is kept in {}", folder.display());
    let inputs: Vec<Vec<u8>> = kept.iter().map(|path| fs::read(path).expect("readable")).collect();
    for (path, input) in kept.iter().zip(&inputs) {
        let name = Name(path);
        law(input);
        drop(name);
    }
    let ends = || (select(inputs.clone()), any::<Index>());
    let made = (ends(), prop::collection::vec(any::<u8>(), 0..6), ends()).prop_map(|(head, middle, tail)| {
        let ((head, head_to), (tail, tail_from)) = (head, tail);
        let (head_to, tail_from) = (head_to.index(head.len() + 1), tail_from.index(tail.len() + 1));
        [&head[..head_to], &middle, &tail[tail_from..]].concat()
    });
    let cases = env::var(MANY).map_or(MADE, |many| many.parse().expect("a number of inputs"));
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&made, |input| {
        law(&input);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{target}: {failure}");
    }
}

/// Says which input it was, when the law panics.
struct Name<'a>(&'a Path);

impl Drop for Name<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the input is {}", self.0.display());
        }
    }
}
