use leptos::prelude::*;

/// Draws with the browser's next frame, for the effect that calls it: when that runs again or its
/// view is taken down first, there is nothing to draw any more.
pub fn in_next_frame(draw: impl FnOnce() + 'static) {
    // Without frames there is nobody to draw for.
    if let Ok(frame) = request_animation_frame_with_handle(draw) {
        on_cleanup(move || frame.cancel());
    }
}
