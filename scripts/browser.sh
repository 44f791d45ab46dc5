# Sourced by test and bench: sees to Chromium and ChromeDriver (and dbus, which Chromium's Bluetooth speaks through).
# CHROMIUM and CHROMEDRIVER may name others.
# shellcheck shell=bash

install_browser() {
    CHROMIUM=${CHROMIUM:-$(command -v chromium || command -v google-chrome || command -v chromium-browser || true)}
    CHROMEDRIVER=${CHROMEDRIVER:-$(command -v chromedriver || true)}
    local packages=()
    [ -n "$CHROMIUM" ] || packages+=(chromium)
    if [ "$1" = test ]; then
        [ -n "$CHROMEDRIVER" ] || packages+=(chromium-driver)
        [ "$(uname)" != Linux ] || have dbus-daemon || packages+=(dbus)
    fi
    if [ ${#packages[@]} -gt 0 ]; then
        local root=()
        [ "$(id -u)" = 0 ] || root=(sudo -n)
        # Ubuntu's chromium package is only a pointer to a snap, which brings its own chromedriver.
        if have apt-get && ! grep -qs '^ID=ubuntu' /etc/os-release && "${root[@]}" true 2> /dev/null; then
            step "Installing from the system's packages: ${packages[*]}"
            "${root[@]}" apt-get update -qq
            DEBIAN_FRONTEND=noninteractive "${root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}" > /dev/null
        else
            stop "the browser tests need ${packages[*]}, which cannot be installed from here.
        On Debian:  sudo apt-get install ${packages[*]}
        Elsewhere:  install Chromium or Chrome and the ChromeDriver of the same version, and set
                    CHROMIUM=/path/to/browser CHROMEDRIVER=/path/to/chromedriver"
        fi
        CHROMIUM=${CHROMIUM:-$(command -v chromium || true)}
        CHROMEDRIVER=${CHROMEDRIVER:-$(command -v chromedriver || true)}
    fi
    [ -x "$CHROMIUM" ] || stop "Chromium is still missing at '$CHROMIUM'"
    [ "$1" != test ] || [ -x "$CHROMEDRIVER" ] || stop "ChromeDriver is still missing at '$CHROMEDRIVER'"
    export CHROMIUM CHROMEDRIVER
}

in_browser() { # ARGUMENTS of cargo test
    mkdir -p target
    sed "s|\"binary\": \".*\"|\"binary\": \"$CHROMIUM\"|" webdriver.json > target/webdriver.json
    WASM_BINDGEN_TEST_WEBDRIVER_JSON="$PWD/target/webdriver.json" WASM_BINDGEN_TEST_TIMEOUT=900 \
        cargo test --locked --target wasm32-unknown-unknown "$@"
}
