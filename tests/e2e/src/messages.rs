//! What browsers' messages say: which words make one a fault, and which only tell of somebody who does not answer.

/// Words that make a console message a fault, whatever its level.
const FAULTS: [&str; 4] = ["content security policy", "content-security-policy", "panicked", "hydration"];

/// Each browser says in its own ways that a request was refused, cut off or lost, and which of them it is depends on the
/// moment.
pub(crate) const OUTAGE: [&str; 9] = [
    "ERR_CONNECTION_REFUSED",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
    "ERR_INCOMPLETE_CHUNKED_ENCODING",
    "ERR_FAILED",
    "503 (",
    "establish a connection to the server",
    "Failed to fetch",
    "NetworkError",
];

/// Whether a message is a fault by its words alone.
pub(crate) fn is_fault(message: &str) -> bool {
    let lower = message.to_lowercase();
    FAULTS.iter().any(|word| lower.contains(word))
}
