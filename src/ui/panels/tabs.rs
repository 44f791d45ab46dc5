use leptos::prelude::*;

use crate::ui::route::Route;

/// The tabs of a panel as links, since each tab has an address.
#[component]
pub fn Tabs(
    /// The panel they belong to, for who hears the page.
    label: &'static str,
    /// Title and address of each.
    tabs: Vec<(&'static str, Route)>,
) -> impl IntoView {
    let route = expect_context::<ReadSignal<Route>>();
    view! {
        <nav class="tabs" aria-label=label>
            {tabs
                .into_iter()
                .map(|(title, at)| {
                    let target = at.to_string();
                    view! {
                        <a href=target data-tab=title aria-current=move || (route.get() == at).then_some("page")>
                            {title}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
}
