//! How much is logged: what the environment says, in the filter language of `tracing-subscriber`.

use tracing_subscriber::EnvFilter;

/// What is logged where nobody says anything.
const DEFAULT: &str = "info,sqlx=warn";
/// Variables that may say it, the first one that is set counting: ours, and the one that programs in Rust share.
const VARIABLES: [&str; 2] = ["HUSTINGS_LOG", "RUST_LOG"];

/// The filter, and what to say about one that cannot be read. `variable` looks up a variable of the environment; an
/// empty one counts as not set.
pub fn log_filter(variable: impl Fn(&str) -> Option<String>) -> (EnvFilter, Option<String>) {
    let set = VARIABLES.iter().find_map(|name| Some((name, variable(name).filter(|value| !value.is_empty())?)));
    let Some((name, value)) = set else { return (EnvFilter::new(DEFAULT), None) };
    match EnvFilter::try_new(&value) {
        Ok(filter) => (filter, None),
        Err(error) => {
            let warning = format!(
                "{name} is no filter ({error}), so that {DEFAULT} counts; write it as warn or as info,sqlx=warn"
            );
            (EnvFilter::new(DEFAULT), Some(warning))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(set: &[(&str, &str)]) -> (String, bool) {
        let variable = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let (filter, warning) = log_filter(variable);
        (filter.to_string(), warning.is_some_and(|warning| warning.starts_with(set[0].0)))
    }

    #[test]
    fn our_own_variable_counts_before_the_common_one() {
        let default = EnvFilter::new(DEFAULT).to_string();
        for (set, expected, warns) in [
            (&[][..], &*default, false),
            (&[("HUSTINGS_LOG", "error"), ("RUST_LOG", "debug")], "error", false),
            (&[("RUST_LOG", "debug")], "debug", false),
            (&[("HUSTINGS_LOG", ""), ("RUST_LOG", "debug")], "debug", false),
            (&[("HUSTINGS_LOG", "info=loud=er")], &default, true),
            (&[("RUST_LOG", "info=loud=er")], &default, true),
        ] {
            assert_eq!(filter(set), (expected.to_owned(), warns), "{set:?}");
        }
    }
}
