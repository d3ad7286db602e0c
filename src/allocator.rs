//! The WASM's allocator, which is smaller than the standard library's
//! (`docs/adr/0014-the-bytes-of-the-frame.md`).

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();
