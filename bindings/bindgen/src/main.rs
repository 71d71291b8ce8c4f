//! The generator of the bindings, at the exact version of the scaffolding inside the library.

fn main() {
    uniffi::uniffi_bindgen_main()
}
