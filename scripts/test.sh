#!/usr/bin/env bash
# Every check there is, in the order in which they tell most soonest. Or only the parts that are named:
#   scripts/test.sh [format] [lints] [native] [browser] [e2e]
# All parts run even when one fails; the summary at the end says which, and the exit code is then 1.
# E2E="name ..." runs only the end-to-end tests whose names contain one of the words, on the dist/ that is there.
set -uo pipefail
# shellcheck source=progress.sh
source "$(dirname "$0")/progress.sh"
# shellcheck source=tools.sh
source scripts/tools.sh
# shellcheck source=browser.sh
source scripts/browser.sh

all=(format lints native browser e2e)
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=("${all[@]}")
for part in "${parts[@]}"; do
    [[ " ${all[*]} " == *" $part "* ]] || stop "there is no part '$part': ${all[*]}"
done

format() {
    cargo fmt --all --check
}

lints() {
    cargo clippy --locked --workspace --all-targets -- -D warnings &&
        cargo clippy --locked --target wasm32-unknown-unknown --lib --bins --test browser --test processing_cost -- -D warnings
}

native() {
    cargo test --locked
}

# What only a browser can show, in a page of its own: tests/browser.rs and tests/browser/.
browser() {
    in_browser --test browser
}

# On the optimised build, since that is what people get. Two at a time: each has a browser.
e2e() {
    local wanted
    read -ra wanted <<< "${E2E:-}"
    if [ ${#wanted[@]} -eq 0 ]; then
        trunk build --release --locked || return 1
    fi
    RUST_TEST_THREADS=${RUST_TEST_THREADS:-2} RUST_BACKTRACE=0 cargo test --locked -p bedside-e2e -- ${wanted[@]+"${wanted[@]}"}
}

# Here, not in a part: a part runs as a condition, where bash does not stop at a failed command.
set -e
case " ${parts[*]} " in
    *" browser "* | *" e2e "*)
        install_tools
        install_browser test
        ;;
    *)
        require_basics
        install_rust
        ;;
esac
set +e
mkdir -p target

summary=()
failed=0
for part in "${parts[@]}"; do
    step "── $part"
    began=$SECONDS
    if "$part"; then
        summary+=("$(printf '  passed  %-8s %4d s' "$part" $((SECONDS - began)))")
    else
        summary+=("$(printf '  FAILED  %-8s %4d s' "$part" $((SECONDS - began)))")
        failed=1
    fi
done

step "── summary"
printf '%s\n' "${summary[@]}"
exit $failed
