/// Whether this page is shown inside a page of another origin, which could lay itself over its keys.
pub fn is_framed_by_others() -> bool {
    let Some(mut window) = web_sys::window() else { return false };
    // Every page around it is looked at: one of ours may be framed by another in turn.
    while let Ok(Some(parent)) = window.parent() {
        if parent == window {
            return false;
        }
        if parent.location().href().is_err() {
            return true;
        }
        window = parent;
    }
    false
}
