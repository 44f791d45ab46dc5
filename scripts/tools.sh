# Sourced by serve, dist, test and bench: installs what the build needs and is missing, into .tools and node_modules.
# Nothing is installed twice: a tool that is there in its version is left alone. Only the registries of Rust and npm
# are asked, never GitHub.
# shellcheck shell=bash

# shellcheck source=versions.env
source scripts/versions.env

require_basics() {
    have rustup || stop "rustup is missing. Install it from https://rustup.rs, then run this again."
    have cc || stop "a C compiler is missing. On Debian or Ubuntu: sudo apt-get install build-essential. On macOS: xcode-select --install."
    have node || stop "Node.js is missing (20 or later). See https://nodejs.org, or your system's packages."
    have npm || stop "npm is missing. It comes with Node.js; on Debian: sudo apt-get install npm."
    local major
    major=$(node -p 'process.versions.node.split(".")[0]')
    [ "$major" -ge 20 ] || stop "Node.js $(node --version) is too old, 20 or later is needed."
}

# rustup installs the pinned toolchain by itself on first use, unless that was switched off, so it is asked to.
install_rust() {
    local channel
    channel=$(sed -n 's/^channel *= *"\(.*\)"/\1/p' rust-toolchain.toml)
    [ -n "$channel" ] || stop "rust-toolchain.toml names no channel"
    if ! rustup run "$channel" rustc --version > /dev/null 2>&1; then
        step "Installing Rust $channel"
        rustup toolchain install "$channel" --profile minimal --component rustfmt --component clippy \
            --target wasm32-unknown-unknown --no-self-update
    fi
    if ! rustup target list --installed --toolchain "$channel" | grep -qx wasm32-unknown-unknown; then
        step "Installing Rust's WebAssembly target"
        rustup target add --toolchain "$channel" wasm32-unknown-unknown
    fi
    local part installed
    installed=$(rustup component list --installed --toolchain "$channel")
    for part in rustfmt clippy; do
        grep -q "^$part" <<< "$installed" || rustup component add --toolchain "$channel" "$part"
    done
}

install_cargo_tool() { # CRATE COMMAND VERSION FLAGS...
    local crate=$1 command=$2 version=$3
    shift 3
    if have "$command" && [[ "$("$command" --version 2> /dev/null)" == "$command $version"* ]]; then
        return
    fi
    step "Building $crate $version (once, some minutes)"
    # An unoptimised tool builds in a quarter of the time and is fast enough.
    env -u RUSTFLAGS CARGO_PROFILE_DEV_DEBUG=0 CARGO_TARGET_DIR="$PWD/.tools/build" \
        cargo install --locked --debug --force --root .tools "$@" "$crate@$version"
    rm -rf .tools/build
}

install_npm_packages() {
    local wanted
    wanted=$(cat package.json package-lock.json | cksum)
    if [ "$(cat node_modules/.installed 2> /dev/null)" != "$wanted" ]; then
        step "Installing npm packages"
        npm ci --no-audit --no-fund --loglevel=error
        echo "$wanted" > node_modules/.installed
    fi
}

install_tools() {
    require_basics
    install_rust
    install_npm_packages
    local wasm_bindgen
    wasm_bindgen=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p;}' Cargo.lock)
    [ -n "$wasm_bindgen" ] || stop "Cargo.lock names no version of wasm-bindgen"
    install_cargo_tool wasm-bindgen-cli wasm-bindgen "$wasm_bindgen"
    install_cargo_tool trunk trunk "$TRUNK_VERSION" --no-default-features
    export TRUNK_SKIP_VERSION_CHECK=true # it would ask GitHub
}
