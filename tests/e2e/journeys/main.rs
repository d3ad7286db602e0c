//! What readers do, from one end to the other: one module for each area, one test for each thing.
