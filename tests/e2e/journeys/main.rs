//! What readers do, from one end to the other.
